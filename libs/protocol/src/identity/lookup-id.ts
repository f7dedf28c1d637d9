import { argon2id, sha256, type Bytes } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { type CanonicalIdentity, encodeCanonicalIdentity } from './canonical-identity.js';

declare const lookupIdBrand: unique symbol;
declare const identityDigestBrand: unique symbol;

/** Under what a federation's nodes find the backups of one identity: 32 bytes. Sealed or stored encrypted, never logged. */
export type LookupId = Bytes & { readonly [lookupIdBrand]: true };

/** What manifests, claims and logs carry in place of a {@link LookupId}: 32 bytes that say nothing without the nonce. */
export type IdentityDigest = Bytes & { readonly [identityDigestBrand]: true };

/** Version of {@link lookupId}: normalisation version 1 and these Argon2id parameters. */
export const LOOKUP_VERSION = 1;

/** Argon2id (RFC 9106) parameters of lookup version 1. */
export const LOOKUP_KDF = Object.freeze({ memoryKib: 64 * 1024, passes: 3, parallelism: 4, outputBytes: 32 });

const FEDERATION_ID_BYTES = 32;
const LOOKUP_ID_BYTES = 32;
const NONCE_BYTES = 32;

/**
 * Derives the lookup id of an identity, version 1: Argon2id(canonical identity, salt = federationId, 64 MiB, t = 3, p = 4).
 *
 * A name and a date of birth are guessable. Whoever holds lookup ids can test identities at the price of one Argon2id each; the
 * salt makes them pay for every federation anew.
 *
 * @param identity - the canonical identity
 * @param federationId - 32 bytes
 * @returns 32 bytes
 * @throws ProtocolError WRONG_FEDERATION when `federationId` is not 32 bytes
 */
export async function lookupId(identity: CanonicalIdentity, federationId: Uint8Array): Promise<LookupId> {
  if (federationId.length !== FEDERATION_ID_BYTES) {
    throw new ProtocolError('WRONG_FEDERATION', `federationId must be 32 bytes, got ${federationId.length}`);
  }
  const bytes = await argon2id(encodeCanonicalIdentity(identity), federationId, LOOKUP_KDF);
  return bytes as LookupId;
}

/**
 * Reads a lookup id that came from outside.
 *
 * @param bytes - anything
 * @returns the lookup id
 * @throws ProtocolError IDENTITY_MALFORMED when it is not 32 bytes
 */
export function parseLookupId(bytes: unknown): LookupId {
  if (!(bytes instanceof Uint8Array) || bytes.length !== LOOKUP_ID_BYTES) {
    throw new ProtocolError('IDENTITY_MALFORMED', 'lookupId must be 32 bytes');
  }
  return bytes as LookupId;
}

/**
 * Hides a lookup id behind a nonce: SHA-256(lookupId ‖ nonce).
 *
 * @param id - the lookup id
 * @param nonce - 32 random bytes, sealed to the guardians beside the identity
 * @returns 32 bytes
 * @throws ProtocolError NONCE_LENGTH when the nonce is not 32 bytes
 */
export function identityDigest(id: LookupId, nonce: Uint8Array): IdentityDigest {
  if (nonce.length !== NONCE_BYTES) {
    throw new ProtocolError('NONCE_LENGTH', `identity nonce must be 32 bytes, got ${nonce.length}`);
  }
  return sha256(id, nonce) as IdentityDigest;
}
