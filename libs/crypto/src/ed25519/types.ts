import type { Bytes } from '../bytes.js';
import type { SecretBytes } from '../secret-bytes.js';

/** Length of a seed and of a public key in bytes (RFC 8032 §5.1.5). */
export const KEY_BYTES = 32;

/** An Ed25519 private key that signs and does not print. */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Bytes;
  /**
   * @param message - any bytes; the caller puts the purpose inside them
   * @returns the signature, 64 bytes, deterministic (RFC 8032 §5.1.6)
   */
  sign(message: Uint8Array): Bytes;
  /** @returns a copy of the 32-byte seed, to be stored */
  seed(): SecretBytes;
}
