import { expect } from '@jest/globals';
import { CryptoError, type CryptoErrorCode } from '../errors.js';
import type { Rng } from '../rng.js';

/**
 * @param code - the code expected
 * @returns a matcher for `toThrow` that asks for the class and the code
 */
export function coded(code: CryptoErrorCode): unknown {
  return expect.objectContaining({ constructor: CryptoError, code });
}

/**
 * Runs something and tells how it was refused.
 * @param run - what to run
 * @returns the code, or undefined when it was not refused
 */
export function codeOf(run: () => unknown): CryptoErrorCode | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CryptoError) return error.code;
    throw error;
  }
}

/**
 * @param bytes - given out on every call, cut or filled with zeros to the length asked for
 * @returns a source that is not random at all
 */
export function fixedRng(bytes: Uint8Array): Rng {
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      out.set(bytes.subarray(0, length));
      return out;
    },
  };
}
