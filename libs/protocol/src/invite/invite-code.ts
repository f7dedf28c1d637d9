import { CryptoError, decodeBech32m, encodeBech32m, fromUtf8, utf8 } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { INVITE_LIMITS, type Invite, requireInvite } from './invite.js';
import { encodeTaggedParts, encodeUint, parseTaggedParts, parseUint, type TaggedPart } from './tagged-parts.js';

/** Human-readable part of an invite code; with bech32's separator every code begins with `wk1`. */
export const INVITE_PREFIX = 'wk';

/** Tags of the parts of an invite. Frozen: a number is never given another meaning. Unknown tags are skipped. */
const TAG = Object.freeze({
  /** First in every code: the length of all parts in bytes, so that a code cut short can be told from one mistyped. */
  length: 0,
  federationId: 1,
  epoch: 2,
  configHash: 3,
  guardianUrl: 4,
  enrolmentToken: 5,
  expiresAt: 6,
  federationName: 7,
});

const WIDTH = Object.freeze({ length: 2, epoch: 4, expiresAt: 8 });
const CHECKSUM_CHARACTERS = 6;
const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/**
 * Encodes an invite as the code that people send and scan: bech32m (BIP-350) over tagged parts.
 *
 * @param invite - the invite
 * @returns lower-case text that begins with `wk1`; put it in upper case for a QR code, which is smaller so
 * @throws ProtocolError INVITE_URL_INVALID when a URL is not one that a node may have
 * @throws ProtocolError INVITE_MALFORMED when another bound does not hold, or the code would exceed 8192 characters
 */
export function encodeInvite(invite: Invite): string {
  requireInvite(invite, 'INVITE_MALFORMED');
  const { enrolmentToken, expiresAt, federationName } = invite;
  const parts: TaggedPart[] = [
    { tag: TAG.federationId, value: invite.federationId },
    { tag: TAG.epoch, value: encodeUint(invite.epoch, WIDTH.epoch) },
    { tag: TAG.configHash, value: invite.configHash },
    ...invite.guardianUrls.map((url) => ({ tag: TAG.guardianUrl, value: utf8(url) })),
  ];
  if (enrolmentToken !== undefined) parts.push({ tag: TAG.enrolmentToken, value: enrolmentToken });
  if (expiresAt !== undefined) parts.push({ tag: TAG.expiresAt, value: encodeUint(expiresAt, WIDTH.expiresAt) });
  if (federationName !== undefined) parts.push({ tag: TAG.federationName, value: utf8(federationName) });
  return encodeInviteParts(parts);
}

/**
 * Puts the length before tagged parts and encodes them. Exported for tests of parts that this version does not know.
 *
 * @param parts - everything but the length
 * @returns the code
 * @throws ProtocolError INVITE_MALFORMED when the code would exceed 8192 characters
 */
export function encodeInviteParts(parts: readonly TaggedPart[]): string {
  const body = encodeTaggedParts(parts);
  const total = body.length + 2 + WIDTH.length;
  if (codeCharacters(total) > INVITE_LIMITS.codeCharacters) {
    throw new ProtocolError(
      'INVITE_MALFORMED',
      `invite code must be at most ${INVITE_LIMITS.codeCharacters} characters: name fewer guardian urls`,
    );
  }
  const length = { tag: TAG.length, value: encodeUint(total, WIDTH.length) };
  return encodeBech32m(INVITE_PREFIX, new Uint8Array([...encodeTaggedParts([length]), ...body]));
}

/**
 * Reads an invite code as it was pasted, typed or scanned. White space anywhere and case do not matter.
 *
 * The checksum finds accidents, not forgery: whoever sends a code can make one that leads to their own federation.
 *
 * @param text - from outside
 * @returns the invite
 * @throws ProtocolError INVITE_PREFIX when it does not begin with `wk1`
 * @throws ProtocolError INVITE_TRUNCATED when its end is missing
 * @throws ProtocolError INVITE_ALTERED when a character is wrong
 * @throws ProtocolError INVITE_MALFORMED when it was made wrongly
 * @throws ProtocolError INVITE_URL_INVALID when a URL in it is not one that a node may have
 */
export function parseInvite(text: string): Invite {
  if (text.length > 2 * INVITE_LIMITS.codeCharacters) throw tooLong();
  const code = text.replace(/\p{White_Space}+/gu, '').toLowerCase();
  if (!code.startsWith(`${INVITE_PREFIX}1`)) {
    throw new ProtocolError('INVITE_PREFIX', `invite code must begin with ${INVITE_PREFIX}1`);
  }
  if (code.length > INVITE_LIMITS.codeCharacters) throw tooLong();
  const bytes = decodeChecked(code);
  const parts = parseTaggedParts(bytes);
  if (parts[0]?.tag !== TAG.length || parseUint(parts[0].value) !== bytes.length) {
    throw new ProtocolError('INVITE_MALFORMED', 'invite must begin with its length');
  }
  const invite = readParts(parts.slice(1));
  requireInvite(invite, 'INVITE_MALFORMED');
  return invite;
}

function tooLong(): ProtocolError {
  return new ProtocolError(
    'INVITE_MALFORMED',
    `invite code must be at most ${INVITE_LIMITS.codeCharacters} characters`,
  );
}

function decodeChecked(code: string): Uint8Array {
  try {
    return decodeBech32m(INVITE_PREFIX, code);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    if (isCutShort(code.slice(INVITE_PREFIX.length + 1))) {
      throw new ProtocolError('INVITE_TRUNCATED', 'invite code is cut short: its end is missing', { cause: error });
    }
    throw new ProtocolError('INVITE_ALTERED', 'invite code has a wrong character', { cause: error });
  }
}

/** Whether characters whose checksum failed are fewer than the length at their beginning promises. */
function isCutShort(data: string): boolean {
  const values = [...data].map((character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return false;
  // Tag, width and two bytes of length are 32 bits: seven characters.
  if (values.length < 7) return true;
  const bits = values.slice(0, 7).reduce((number, value) => (number << 5n) | BigInt(value), 0n) >> 3n;
  const [head, total] = [Number(bits >> 16n), Number(bits & 0xffffn)];
  const expectedHead = (TAG.length << 8) | WIDTH.length;
  return head === expectedHead && data.length < Math.ceil((total * 8) / 5) + CHECKSUM_CHARACTERS;
}

function codeCharacters(bytes: number): number {
  return INVITE_PREFIX.length + 1 + Math.ceil((bytes * 8) / 5) + CHECKSUM_CHARACTERS;
}

function readParts(parts: readonly TaggedPart[]): Invite {
  const single = (tag: number, name: string, width?: number): Uint8Array | undefined => {
    const found = parts.filter((part) => part.tag === tag);
    if (found.length > 1)
      throw new ProtocolError('INVITE_MALFORMED', `invite must have ${name} once, got ${found.length}`);
    const value = found[0]?.value;
    if (value !== undefined && width !== undefined && value.length !== width) {
      throw new ProtocolError('INVITE_MALFORMED', `invite ${name} must be ${width} bytes, got ${value.length}`);
    }
    return value;
  };
  const required = (tag: number, name: string, width: number): Uint8Array => {
    const value = single(tag, name, width);
    if (value === undefined) throw new ProtocolError('INVITE_MALFORMED', `invite must have ${name}`);
    return value;
  };
  if (single(TAG.length, 'length') !== undefined) {
    throw new ProtocolError('INVITE_MALFORMED', 'invite must have length once, got 2');
  }
  const token = single(TAG.enrolmentToken, 'enrolmentToken', 16);
  const expiry = single(TAG.expiresAt, 'expiresAt', WIDTH.expiresAt);
  const name = single(TAG.federationName, 'federationName');
  return {
    federationId: required(TAG.federationId, 'federationId', 32),
    epoch: parseUint(required(TAG.epoch, 'epoch', WIDTH.epoch)),
    configHash: required(TAG.configHash, 'configHash', 32),
    guardianUrls: parts.filter((part) => part.tag === TAG.guardianUrl).map((part) => readText(part.value)),
    ...(token === undefined ? {} : { enrolmentToken: token }),
    ...(expiry === undefined ? {} : { expiresAt: parseUint(expiry) }),
    ...(name === undefined ? {} : { federationName: readText(name) }),
  };
}

function readText(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch (error) {
    throw new ProtocolError('INVITE_MALFORMED', 'invite has text that is not utf-8', { cause: error });
  }
}
