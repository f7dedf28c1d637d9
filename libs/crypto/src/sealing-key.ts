import { requireLength } from './bytes.js';
import { CryptoError } from './errors.js';

const KEY_BYTES = 32;
const P = 2n ** 255n - 19n;

/** u-coordinates of all points of small order on the curve and its twist, in every spelling below 2²⁵⁵ (RFC 7748 §6.1). */
const SMALL_ORDER = new Set([
  0n,
  1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  P - 1n,
  P,
  P + 1n,
]);

/**
 * Refuses an X25519 public key with which every shared secret is zero: nothing can be sealed to it, so whoever announces one
 * makes every sender fail.
 *
 * @param publicKey - 32 bytes
 * @throws CryptoError BYTES_MALFORMED, POINT_INVALID
 */
export function requireSealingKey(publicKey: Uint8Array): void {
  requireLength(publicKey, KEY_BYTES, 'sealing key');
  // X25519 ignores the highest bit.
  const u = publicKey.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & (2n ** 255n - 1n);
  if (SMALL_ORDER.has(u)) throw new CryptoError('POINT_INVALID', 'sealing key must not be of small order');
}
