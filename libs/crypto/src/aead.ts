import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concatBytes, requireLength, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';
import { drawBytes, type Rng } from './rng.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;

/** Bytes that {@link sealAead} adds to a plaintext: nonce and tag. */
export const aeadOverhead = NONCE_BYTES + TAG_BYTES;

/**
 * Encrypts with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03). The nonce is random: 24 bytes do not collide.
 * Not key-committing: where several keys may be tried on one ciphertext, bind the key through the associated data.
 * @param key - 32 bytes
 * @param plaintext - what to encrypt
 * @param aad - what else the tag covers
 * @param rng - for the nonce
 * @returns nonce (24) ‖ ciphertext ‖ tag (16)
 * @throws CryptoError BYTES_MALFORMED when the key is not 32 bytes
 */
export function sealAead(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array, rng: Rng): Bytes {
  requireLength(key, KEY_BYTES, 'aead key');
  const nonce = drawBytes(rng, NONCE_BYTES);
  return concatBytes(nonce, xchacha20poly1305(key, nonce, aad).encrypt(plaintext));
}

/**
 * Opens what {@link sealAead} made.
 * @param key - 32 bytes
 * @param sealed - nonce ‖ ciphertext ‖ tag
 * @param aad - the same as at sealing
 * @returns the plaintext
 * @throws CryptoError BYTES_MALFORMED when the key is not 32 bytes; AEAD_FAILED when anything else is wrong
 */
export function openAead(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Bytes {
  requireLength(key, KEY_BYTES, 'aead key');
  if (sealed.length < aeadOverhead) throw new CryptoError('AEAD_FAILED', 'sealed bytes are too short');
  try {
    return xchacha20poly1305(key, sealed.subarray(0, NONCE_BYTES), aad).decrypt(sealed.subarray(NONCE_BYTES));
  } catch {
    throw new CryptoError('AEAD_FAILED', 'sealed bytes do not open under this key and associated data');
  }
}
