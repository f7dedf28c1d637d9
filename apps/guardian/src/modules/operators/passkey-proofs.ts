import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Request } from 'express';

/** The page that talks with the authenticator. */
export interface PasskeySite {
  /** Host without port: what passkeys are bound to. */
  readonly rpId: string;
  readonly origin: string;
}

/** A new credential. */
export interface NewCredential {
  readonly id: string;
  /** COSE key. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
}

/**
 * The page as the browser named it. The access guard has compared the origin with the host; a page of another name has no
 * passkey of this node, since browsers bind them to names.
 *
 * @param request - From the node's own page.
 */
export function siteOf(request: Request): PasskeySite {
  const origin = request.headers.origin ?? '';
  return { origin, rpId: new URL(origin).hostname };
}

/**
 * @param response - What the authenticator answered, as it came from outside.
 * @param challenge - What it was asked.
 * @param site - Where it was asked.
 * @returns The credential; null when the answer is wrong in any way.
 */
export async function findCredential(
  response: object,
  challenge: string,
  { origin, rpId }: PasskeySite,
): Promise<NewCredential | null> {
  // Loaded when it is first needed: most nodes have no passkeys, and it brings an ASN.1 library along.
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [-8, -7, -257],
    });
    return registrationInfo?.credential ?? null;
  } catch {
    return null;
  }
}

/**
 * @param response - What the authenticator answered, as it came from outside.
 * @param challenge - What it was asked.
 * @param site - Where it was asked.
 * @param passkey - The credential that it names.
 * @returns The authenticator's counter; null when the answer is wrong in any way.
 */
export async function findCounter(
  response: object,
  challenge: string,
  { origin, rpId }: PasskeySite,
  passkey: { readonly id: string; readonly public_key: Uint8Array; readonly counter: number },
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: { id: passkey.id, publicKey: Uint8Array.from(passkey.public_key), counter: passkey.counter },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}
