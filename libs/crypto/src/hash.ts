import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256, sha512 as nobleSha512 } from '@noble/hashes/sha2.js';
import { sha256 as hashSha256, sha512 as hashSha512 } from '#sha2';
import { concatBytes, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';

/** RFC 5869 §2.3: at most 255 blocks of output. */
const MOST_HKDF_SHA512 = 255 * 64;

/**
 * SHA-256 (FIPS 180-4).
 * @param parts - hashed one after another, as if joined
 * @returns 32 bytes
 */
export function sha256(...parts: readonly Uint8Array[]): Bytes {
  return hashSha256(joined(parts));
}

/**
 * SHA-512 (FIPS 180-4).
 * @param parts - hashed one after another, as if joined
 * @returns 64 bytes
 */
export function sha512(...parts: readonly Uint8Array[]): Bytes {
  return hashSha512(joined(parts));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : concatBytes(...parts);
}

/**
 * HMAC-SHA-256 (RFC 2104). Compare results with `equalBytes`.
 * @param key - the key
 * @param message - the message
 * @returns 32 bytes
 */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Bytes {
  return hmac(nobleSha256, key, message);
}

/**
 * HKDF-SHA-512, extract then expand (RFC 5869).
 * @param ikm - input keying material
 * @param salt - may be empty
 * @param info - names the key that is derived and what it is for
 * @param length - bytes of output, 1 to 16320
 * @returns the key
 * @throws CryptoError PARAMETER_INVALID
 */
export function hkdfSha512(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Bytes {
  if (!Number.isInteger(length) || length < 1 || length > MOST_HKDF_SHA512) {
    throw new CryptoError('PARAMETER_INVALID', `hkdf length must be 1 to 16320 bytes, got ${String(length)}`);
  }
  return hkdf(nobleSha512, ikm, salt, info, length);
}
