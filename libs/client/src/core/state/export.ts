import {
  argon2id,
  decodeBase64url,
  encodeBase64url,
  fromUtf8,
  openAead,
  padPadme,
  sealAead,
  unpadPadme,
  utf8,
} from '@wardkeep/crypto';
import { KDF_FLOOR } from '@wardkeep/protocol';
import type { ClientContext } from '../context.js';
import { InputError } from '../errors.js';
import { encodeDeviceState, parseDeviceState, type DeviceState } from './device-state.js';
import { changeState, readState } from './store.js';

const PLAIN = 'wardkeep-state-plain:1:';
const SEALED = 'wardkeep-state:1:';
const SALT_BYTES = 16;
const AAD = utf8('wardkeep/1/device-state');
const PASSPHRASE_CHARACTERS = 8;

/**
 * Writes the device's state as one line of text that any other device can import: Argon2id (RFC 9106) over the passphrase,
 * XChaCha20-Poly1305 over the padded state. The text holds owner keys; who opens it is the owner.
 *
 * @param context - the context
 * @param passphrase - at least 8 characters
 * @returns text of letters, digits, `-`, `_` and `:`
 * @throws InputError PASSPHRASE_MISSING when it is shorter
 */
export async function exportState(context: Pick<ClientContext, 'store' | 'rng'>, passphrase: string): Promise<string> {
  if ([...passphrase].length < PASSPHRASE_CHARACTERS) {
    throw new InputError(
      'PASSPHRASE_MISSING',
      `passphrase must be at least ${String(PASSPHRASE_CHARACTERS)} characters`,
    );
  }
  const text = encodeDeviceState(await readState(context));
  const salt = context.rng.bytes(SALT_BYTES);
  const key = await keyOf(passphrase, salt);
  const sealed = sealAead(key, padPadme(utf8(text)), AAD, context.rng);
  key.fill(0);
  return `${SEALED}${encodeBase64url(salt)}:${encodeBase64url(sealed)}`;
}

/**
 * Writes the device's state without encryption, for a place that encrypts by itself. Whoever reads the text has the owner
 * keys.
 *
 * @param context - the context
 */
export async function exportPlainState(context: Pick<ClientContext, 'store'>): Promise<string> {
  return `${PLAIN}${encodeBase64url(utf8(encodeDeviceState(await readState(context))))}`;
}

/**
 * Takes over an exported state. A device that has a state of its own keeps it: nothing is merged, so that no pending
 * enrolment or claim is silently lost.
 *
 * @param context - the context
 * @param text - what one of the two exports wrote; white space around it is ignored
 * @param options - the passphrase, and `replace` to give up the state that this device has
 * @throws InputError STATE_NOT_EMPTY, STATE_MALFORMED, STATE_UNSUPPORTED, PASSPHRASE_MISSING, PASSPHRASE_WRONG (which an
 *   altered text gives too)
 */
export async function importState(
  context: Pick<ClientContext, 'store'>,
  text: string,
  options: { readonly passphrase?: string; readonly replace?: boolean } = {},
): Promise<DeviceState> {
  const imported = parseDeviceState(await openExport(text.trim(), options.passphrase));
  return changeState(context, (state) => {
    if (options.replace !== true && !isEmpty(state)) {
      throw new InputError('STATE_NOT_EMPTY', 'this device has a state of its own; ask for it to be replaced');
    }
    return { ...imported, federations: imported.federations.map((entry) => neverBelow(entry, state)) };
  });
}

/** An old export must not make a device accept an epoch that it knows to be over. */
function neverBelow(entry: DeviceState['federations'][number], state: DeviceState): DeviceState['federations'][number] {
  const own = state.federations.find((federation) => federation.federationId === entry.federationId);
  return { ...entry, highestEpoch: Math.max(entry.highestEpoch, own?.highestEpoch ?? 1) };
}

function isEmpty(state: DeviceState): boolean {
  return [state.federations, state.owners, state.backups, state.enrolments, state.claims].every(
    (list) => list.length === 0,
  );
}

async function openExport(text: string, passphrase: string | undefined): Promise<string> {
  if (text.startsWith(PLAIN)) return fromUtf8(decode(text.slice(PLAIN.length)));
  const [salt, sealed, ...rest] = text.startsWith(SEALED) ? text.slice(SEALED.length).split(':') : [];
  if (salt === undefined || sealed === undefined || rest.length > 0) {
    throw new InputError('STATE_MALFORMED', `exported state must begin with ${SEALED} or ${PLAIN}`);
  }
  if (passphrase === undefined) throw new InputError('PASSPHRASE_MISSING', 'exported state needs its passphrase');
  const saltBytes = decode(salt);
  const sealedBytes = decode(sealed);
  if (saltBytes.length !== SALT_BYTES) {
    throw new InputError('STATE_MALFORMED', `salt of exported state must be ${String(SALT_BYTES)} bytes`);
  }
  const key = await keyOf(passphrase, saltBytes);
  try {
    return fromUtf8(unpadPadme(openAead(key, sealedBytes, AAD)));
  } catch (cause) {
    throw new InputError(
      'PASSPHRASE_WRONG',
      'exported state does not open: wrong passphrase, or the text was altered',
      { cause },
    );
  } finally {
    key.fill(0);
  }
}

function decode(text: string): Uint8Array {
  try {
    return decodeBase64url(text);
  } catch (cause) {
    throw new InputError('STATE_MALFORMED', 'exported state is not whole', { cause });
  }
}

function keyOf(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return argon2id(utf8(passphrase.normalize('NFKC')), salt, { ...KDF_FLOOR, outputBytes: 32 });
}
