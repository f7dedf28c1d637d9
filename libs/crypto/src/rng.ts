import type { Bytes } from './bytes.js';
import { CryptoError } from './errors.js';

/** A source of cryptographically secure randomness, injected so that tests can be repeated. */
export interface Rng {
  /**
   * @param length - how many bytes
   * @returns that many fresh random bytes
   */
  bytes(length: number): Uint8Array;
}

/** `getRandomValues` fills at most this many bytes in one call. */
const MOST_AT_ONCE = 65536;

/** The randomness of the operating system, through WebCrypto: Node and browsers alike. */
export const systemRng: Rng = Object.freeze({
  bytes(length: number): Bytes {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += MOST_AT_ONCE) crypto.getRandomValues(out.subarray(at, at + MOST_AT_ONCE));
    return out;
  },
});

/**
 * Draws random bytes and refuses a source that gives another number of them.
 * @param rng - the source
 * @param length - how many bytes
 * @returns a copy of what it gave
 * @throws CryptoError PARAMETER_INVALID
 */
export function drawBytes(rng: Rng, length: number): Bytes {
  const drawn = rng.bytes(length);
  if (drawn.length !== length) {
    throw new CryptoError('PARAMETER_INVALID', `rng must give ${String(length)} bytes, got ${String(drawn.length)}`);
  }
  return new Uint8Array(drawn);
}
