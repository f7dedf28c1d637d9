import { argon2idRaw } from '#argon2id';
import type { Argon2idParams } from './argon2id/params.js';
import { requireArgon2id } from './argon2id/params.js';
import type { Bytes } from './bytes.js';

export type { Argon2idParams } from './argon2id/params.js';

/**
 * Argon2id version 0x13 (RFC 9106): native on Node, WebAssembly in browsers, the same bytes. Accepts any parameters that the
 * RFC allows: which are strong enough is for the caller to say.
 * @param password - at least one byte
 * @param salt - 8 bytes or more; 16 random bytes wherever it can be
 * @param params - cost and output length
 * @returns `params.outputBytes` bytes
 * @throws CryptoError PARAMETER_INVALID
 */
export async function argon2id(password: Uint8Array, salt: Uint8Array, params: Argon2idParams): Promise<Bytes> {
  requireArgon2id(password, salt, params);
  return argon2idRaw(password, salt, params);
}
