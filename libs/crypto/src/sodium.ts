import sodium from 'libsodium-wrappers-sumo';
import { CryptoError } from './errors.js';

let isReady = false;

/**
 * Resolves once the WebAssembly of libsodium is compiled (a few milliseconds). Programs await it once at start; the group,
 * sharing, VOPRF, Schnorr and HPKE functions are synchronous after it and throw NOT_READY before it.
 */
export async function cryptoReady(): Promise<void> {
  await sodium.ready;
  isReady = true;
}

/**
 * @returns libsodium, compiled
 * @throws CryptoError NOT_READY
 */
export function readySodium(): typeof sodium {
  if (!isReady) throw new CryptoError('NOT_READY', 'await cryptoReady() before the first use of group arithmetic');
  return sodium;
}
