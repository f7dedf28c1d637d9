import {
  combineShards,
  CryptoError,
  decodeBase64url,
  encodeBase64url,
  openAead,
  type SecretBytes,
  sha256,
  unpadPadme,
  type Bytes,
  type ScalarBytes,
} from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { deriveKek } from '../keys/path-keys.js';
import type { StretchedMemorable } from '../keys/stretch.js';
import type { Path } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';
import { parseBundle, type Bundle } from './bundle.js';
import { encryptedKeyAad, headerHash, payloadAad } from './header.js';

/** What a claimant has once t guardians have released their parts (protocol.md §6.5). */
export interface ReleasedBackup {
  /** Body of the manifest whose HMAC was checked. */
  readonly manifest: Body<'manifest'>;
  readonly path: Path;
  readonly stretched: StretchedMemorable;
  /** Output of the VOPRF, 64 bytes. */
  readonly rwd: Uint8Array;
  /** s, combined from t parts. */
  readonly releaseSecret: ScalarBytes;
  /** Shards whose digests were checked, at least t. */
  readonly shards: readonly Uint8Array[];
  /** C. */
  readonly payload: Uint8Array;
}

/**
 * Combines shards to E and checks it: a wrong set combines silently.
 *
 * @param shards - at least t
 * @param expectedDigest - SHA-256 of E, from the manifest, base64url
 * @throws ProtocolError SHARDS_MISMATCH when they do not combine to it
 */
export async function combineEncryptedKey(shards: readonly Uint8Array[], expectedDigest: string): Promise<Bytes> {
  let combined: Bytes | null = null;
  try {
    combined = await combineShards(shards);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
  }
  if (combined === null || encodeBase64url(sha256(combined)) !== expectedDigest) {
    throw new ProtocolError('SHARDS_MISMATCH', 'shards do not combine to the encrypted key of the manifest');
  }
  return combined;
}

/**
 * Opens a backup: shards → E → DEK → C → bundle (protocol.md §6.5).
 *
 * @param released - everything that the claimant has gathered
 * @returns the owner's secrets and owner key; wipe them when done
 * @throws ProtocolError SHARDS_MISMATCH, PAYLOAD_DIGEST_MISMATCH, BUNDLE_INVALID
 * @throws CryptoError AEAD_FAILED when kek or DEK is wrong: the memorable information, rwd or s do not belong to this manifest
 */
export async function openBackup(released: ReleasedBackup): Promise<Bundle> {
  const { manifest, path } = released;
  const header = manifest.header.paths[path];
  const expectedDigest = manifest.encryptedKeyDigests[path];
  if (header === undefined || expectedDigest === undefined) {
    throw new ProtocolError('MANIFEST_INVALID', `backup has no path ${path}`);
  }
  requirePayload(released.payload, manifest.payload);
  const hash = headerHash(manifest.federationId, manifest.header);
  const encryptedKey = await combineEncryptedKey(released.shards, expectedDigest);
  const kek = deriveKek(released.stretched, released.rwd, released.releaseSecret, decodeBase64url(header.salt), path);
  const padded = openPayload(released.payload, payloadAad(hash), {
    kek,
    encryptedKey,
    aad: encryptedKeyAad(path, hash),
  });
  const plaintext = unpadPadme(padded);
  try {
    return parseBundle(plaintext);
  } finally {
    padded.fill(0);
    plaintext.fill(0);
  }
}

/** E → DEK → C; neither key outlives the call, however it ends. */
function openPayload(
  payload: Uint8Array,
  payloadData: Uint8Array,
  lock: { readonly kek: SecretBytes; readonly encryptedKey: Uint8Array; readonly aad: Uint8Array },
): Bytes {
  let dek: Bytes | undefined;
  try {
    dek = openAead(lock.kek.reveal(), lock.encryptedKey, lock.aad);
    return openAead(dek, payload, payloadData);
  } finally {
    lock.kek.wipe();
    dek?.fill(0);
  }
}

/**
 * Checks C against the manifest.
 *
 * @param payload - C as received
 * @param expected - digest and length from the manifest
 * @throws ProtocolError PAYLOAD_DIGEST_MISMATCH
 */
export function requirePayload(payload: Uint8Array, expected: Body<'manifest'>['payload']): void {
  if (payload.length !== expected.length || encodeBase64url(sha256(payload)) !== expected.digest) {
    throw new ProtocolError('PAYLOAD_DIGEST_MISMATCH', 'payload is not the one that the manifest names');
  }
}
