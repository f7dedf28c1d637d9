import { ProtocolError, type ProtocolErrorCode } from '../errors.js';
import { isNodeUrl } from '../statements/fields.js';

/** What an invite code says (protocol.md §4). All of it is a hint to be verified, save the federation id, which is the anchor. */
export interface Invite {
  /** 32 bytes: hash of the founding config, from which the client verifies the chain of configs. */
  readonly federationId: Uint8Array;
  /** The epoch when the invite was made, from 1; a client accepts no config of a lower one. */
  readonly epoch: number;
  /** 32 bytes: hash of the config of that epoch. */
  readonly configHash: Uint8Array;
  /** Where guardians answered when the invite was made: 1 to 50 URLs, each once. */
  readonly guardianUrls: readonly string[];
  /** 16 bytes that let one owner key enrol; absent where enrolment is open, and for invites that only open claims. */
  readonly enrolmentToken?: Uint8Array;
  /** When the token expires, seconds since 1970; for display, the guardians decide. */
  readonly expiresAt?: number;
  /** For display before the config is fetched; unverified. */
  readonly federationName?: string;
}

/** Bounds of an invite. */
export const INVITE_LIMITS = Object.freeze({
  guardianUrls: 50,
  urlBytes: 200,
  nameBytes: 100,
  highestEpoch: 0xffff_ffff,
  /** Longest code that is read or made, characters; what a bech32m text may have at most. */
  codeCharacters: 8192,
});

/**
 * Checks every bound of an invite.
 *
 * @param invite - the invite
 * @param code - the code to refuse with where no more precise one fits
 * @throws ProtocolError INVITE_URL_INVALID when a URL is not one that a node may have
 * @throws ProtocolError with `code` when another bound does not hold
 */
export function requireInvite(invite: Invite, code: ProtocolErrorCode): void {
  const refuse = (message: string): never => {
    throw new ProtocolError(code, message);
  };
  const { federationId, epoch, configHash, guardianUrls, enrolmentToken, expiresAt, federationName } = invite;
  if (federationId.length !== 32) refuse(`invite federationId must be 32 bytes, got ${federationId.length}`);
  if (!Number.isInteger(epoch) || epoch < 1 || epoch > INVITE_LIMITS.highestEpoch) {
    refuse(`invite epoch must be 1 to ${INVITE_LIMITS.highestEpoch}`);
  }
  if (configHash.length !== 32) refuse(`invite configHash must be 32 bytes, got ${configHash.length}`);
  if (guardianUrls.length < 1 || guardianUrls.length > INVITE_LIMITS.guardianUrls) {
    refuse(`invite must have 1 to ${INVITE_LIMITS.guardianUrls} guardian urls, got ${guardianUrls.length}`);
  }
  if (new Set(guardianUrls).size !== guardianUrls.length) refuse('invite must have each guardian url once');
  for (const url of guardianUrls) requireUrl(url);
  if (enrolmentToken !== undefined && enrolmentToken.length !== 16) {
    refuse(`invite enrolmentToken must be 16 bytes, got ${enrolmentToken.length}`);
  }
  if (expiresAt !== undefined && (!Number.isSafeInteger(expiresAt) || expiresAt < 0)) {
    refuse('invite expiresAt must be whole seconds since 1970');
  }
  if (federationName !== undefined && !isDisplayName(federationName)) {
    refuse(`invite federationName must be one trimmed line of 1 to ${INVITE_LIMITS.nameBytes} bytes`);
  }
}

function requireUrl(url: string): void {
  const isShort = new TextEncoder().encode(url).length <= INVITE_LIMITS.urlBytes;
  // The URL parser forgives white space and control characters; two spellings of one URL would hide a repeat.
  if (!isShort || /[\p{White_Space}\p{Cc}]/u.test(url) || !isNodeUrl(url)) {
    throw new ProtocolError(
      'INVITE_URL_INVALID',
      `guardian url must be https, or http on loopback, without credentials, query or fragment, at most ${INVITE_LIMITS.urlBytes} bytes`,
    );
  }
}

/** One line that shows as what it is: no control or direction characters that could dress up what stands around it. */
function isDisplayName(name: string): boolean {
  const bytes = new TextEncoder().encode(name).length;
  const isLine =
    name === name.trim() && name === name.normalize('NFC') && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name);
  return isLine && bytes >= 1 && bytes <= INVITE_LIMITS.nameBytes;
}
