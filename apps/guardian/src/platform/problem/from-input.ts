import { ProblemError } from './problem-error.js';

const DOMAIN_CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;
const DOMAIN_NAMES = new Set(['ProtocolError', 'CryptoError']);

/**
 * Runs a check of what the caller sent. A refusal by the protocol or by the cryptography under it is answered with its code
 * and message. Never wrap checks of database rows or of peers' answers: those are for the log only.
 *
 * @param check - Parses or verifies input; may be asynchronous.
 * @param status - HTTP status of a refusal.
 * @returns What the check returned.
 * @throws ProblemError with the code of the refusal.
 */
export async function fromInput<T>(check: () => T | Promise<T>, status = 422): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Error && DOMAIN_NAMES.has(error.name) && 'code' in error) {
      const { code } = error;
      if (typeof code === 'string' && DOMAIN_CODE.test(code)) throw new ProblemError(code, status, error.message);
    }
    throw error;
  }
}
