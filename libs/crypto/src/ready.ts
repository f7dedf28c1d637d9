import { curve25519 } from '#curve25519';
import type { Curve25519 } from './curve25519/types.js';
import { CryptoError } from './errors.js';

let isReady = false;

/**
 * Resolves once the curve arithmetic can be used: on servers when the WebAssembly of libsodium is compiled (a few milliseconds),
 * in browsers at once. Programs await it once at start; the group, sharing, VOPRF, Schnorr and HPKE functions are synchronous
 * after it and throw NOT_READY before it, on both.
 */
export async function cryptoReady(): Promise<void> {
  await curve25519.prepare();
  isReady = true;
}

/**
 * @returns the arithmetic, ready
 * @throws CryptoError NOT_READY
 */
export function readyCurve(): Curve25519 {
  if (!isReady) throw new CryptoError('NOT_READY', 'await cryptoReady() before the first use of group arithmetic');
  return curve25519;
}
