import { CryptoError } from '../errors.js';

/** Cost and output of Argon2id. */
export interface Argon2idParams {
  /** Memory in KiB, at least 8 for each lane. */
  readonly memoryKib: number;
  /** Passes over the memory. */
  readonly passes: number;
  /** Lanes. */
  readonly parallelism: number;
  /** Length of the result in bytes. */
  readonly outputBytes: number;
}

const SHORTEST_SALT = 8;

/**
 * Checks parameters against RFC 9106 §3.1 and an upper bound that keeps a hostile peer from asking for all memory.
 * @param password - the password; empty is refused, as the browsers' implementation refuses it
 * @param salt - the salt
 * @param params - the parameters
 * @throws CryptoError PARAMETER_INVALID
 */
export function requireArgon2id(password: Uint8Array, salt: Uint8Array, params: Argon2idParams): void {
  const { memoryKib, passes, parallelism, outputBytes } = params;
  if (password.length === 0) throw new CryptoError('PARAMETER_INVALID', 'argon2id password must not be empty');
  if (salt.length < SHORTEST_SALT) {
    throw new CryptoError('PARAMETER_INVALID', `argon2id salt must be at least 8 bytes, got ${String(salt.length)}`);
  }
  requireBetween('parallelism', parallelism, 1, 255);
  requireBetween('memoryKib', memoryKib, 8 * parallelism, 4 * 1024 * 1024);
  requireBetween('passes', passes, 1, 1_000_000);
  requireBetween('outputBytes', outputBytes, 4, 1024);
}

function requireBetween(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new CryptoError(
      'PARAMETER_INVALID',
      `argon2id ${name} must be ${String(least)} to ${String(most)}, got ${String(value)}`,
    );
  }
}
