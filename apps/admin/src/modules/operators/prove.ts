import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { loginAnswer, passkeyView, stepUpAnswer, webauthnOptions } from '@wardkeep/protocol';
import { ApiError, call } from '../../api/request.js';

type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** Whether this page may use passkeys: only over https, or on the machine itself by name. */
export const hasPasskeys = (): boolean => window.isSecureContext && 'PublicKeyCredential' in window;

async function byAuthenticator<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError('PASSKEY_CANCELLED', 0, '');
  }
}

/** Logs in with a passkey of this device. @throws ApiError PASSKEY_REFUSED, PASSKEY_CANCELLED */
export async function logInByPasskey(): Promise<void> {
  const { challengeId, options } = await call('passkeyLoginOptions', webauthnOptions, { body: {} });
  const optionsJSON = options as unknown as RequestOptions;
  const response = await byAuthenticator(() => startAuthentication({ optionsJSON }));
  await call('logInByPasskey', loginAnswer, { body: { challengeId, response, cookie: true } });
}

/** Logs in with name and password; the node keeps the token in a cookie. @throws ApiError LOGIN_REFUSED, LOGIN_LOCKED */
export async function logInByPassword(name: string, password: string): Promise<void> {
  await call('logIn', loginAnswer, { body: { name, password, cookie: true } });
}

/** Proves anew who sits there. @throws ApiError STEP_UP_REFUSED, PASSKEY_CANCELLED */
export async function proveByPasskey(): Promise<void> {
  const { challengeId, options } = await call('stepUpOptions', webauthnOptions, { body: {} });
  const optionsJSON = options as unknown as RequestOptions;
  const response = await byAuthenticator(() => startAuthentication({ optionsJSON }));
  await call('stepUp', stepUpAnswer, { body: { challengeId, response } });
}

/** Proves anew who sits there. @throws ApiError STEP_UP_REFUSED */
export async function proveByPassword(password: string): Promise<void> {
  await call('stepUp', stepUpAnswer, { body: { password } });
}

/** Makes a passkey on this device and tells the node. @throws ApiError PASSKEY_REFUSED, PASSKEY_CANCELLED, STEP_UP_REQUIRED */
export async function addPasskey(label: string): Promise<void> {
  const { challengeId, options } = await call('passkeyOptions', webauthnOptions, { body: {} });
  const optionsJSON = options as unknown as CreationOptions;
  const response = await byAuthenticator(() => startRegistration({ optionsJSON }));
  await call('addPasskey', passkeyView, { body: { challengeId, label, response } });
}
