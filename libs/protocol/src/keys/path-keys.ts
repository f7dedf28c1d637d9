import {
  concatBytes,
  hkdfSha512,
  SecretBytes,
  signingKeyPairFromSeed,
  utf8,
  type ScalarBytes,
  type SigningKey,
} from '@wardkeep/crypto';
import type { Path } from '../statements/fields.js';
import type { StretchedMemorable } from './stretch.js';

/*
 * HKDF-SHA-512 (RFC 5869) with the path's salt; every `info` names the key and the path (protocol.md §3, §5.3). The keys of
 * proof need seed and rwd, so memorable information and the guess guard; the key of the secret needs s too, so the release
 * lock as well.
 */

const KEY_BYTES = 32;

/** Keys of one path that prove knowledge of the memorable information and open nothing. */
export interface PathKeys {
  /** Signs release requests; its public half is in the header. */
  readonly claimKey: SigningKey;
  /** Key of the manifest's HMAC for this path. */
  readonly manifestKey: SecretBytes;
}

/**
 * Derives claim key and manifest key.
 *
 * @param stretched - what Argon2id made of the memorable information
 * @param rwd - output of the VOPRF of x under k, 64 bytes
 * @param salt - the path's salt, from the header
 * @param path - which path
 */
export function derivePathKeys(stretched: StretchedMemorable, rwd: Uint8Array, salt: Uint8Array, path: Path): PathKeys {
  const ikm = concatBytes(stretched.seed.reveal(), rwd);
  const claimSeed = hkdfSha512(ikm, salt, utf8(`wardkeep/1/claim-key/${path}`), KEY_BYTES);
  const manifestKey = hkdfSha512(ikm, salt, utf8(`wardkeep/1/manifest-key/${path}`), KEY_BYTES);
  try {
    return { claimKey: signingKeyPairFromSeed(claimSeed), manifestKey: SecretBytes.from(manifestKey) };
  } finally {
    for (const used of [ikm, claimSeed, manifestKey]) used.fill(0);
  }
}

/**
 * Derives the key of the encrypted key E.
 *
 * @param stretched - what Argon2id made of the memorable information
 * @param rwd - output of the VOPRF of x under k, 64 bytes
 * @param releaseSecret - s, the scalar behind the release lock
 * @param salt - the path's salt, from the header
 * @param path - which path
 * @returns 32 bytes; wipe it
 */
export function deriveKek(
  stretched: StretchedMemorable,
  rwd: Uint8Array,
  releaseSecret: ScalarBytes,
  salt: Uint8Array,
  path: Path,
): SecretBytes {
  const ikm = concatBytes(stretched.seed.reveal(), rwd, releaseSecret);
  const kek = hkdfSha512(ikm, salt, utf8(`wardkeep/1/kek/${path}`), KEY_BYTES);
  try {
    return SecretBytes.from(kek);
  } finally {
    ikm.fill(0);
    kek.fill(0);
  }
}
