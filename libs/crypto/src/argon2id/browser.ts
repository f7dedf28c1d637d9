import { argon2id } from 'hash-wasm';
import type { Bytes } from '../bytes.js';
import type { Argon2idParams } from './params.js';

/**
 * Argon2id in WebAssembly. Its lanes run one after another, so the cost to an honest user is higher than natively.
 * @param password - any bytes
 * @param salt - at least 8 bytes
 * @param params - checked by the caller
 * @returns the raw hash
 */
export async function argon2idRaw(password: Uint8Array, salt: Uint8Array, params: Argon2idParams): Promise<Bytes> {
  const hash = await argon2id({
    password,
    salt,
    iterations: params.passes,
    parallelism: params.parallelism,
    memorySize: params.memoryKib,
    hashLength: params.outputBytes,
    outputType: 'binary',
  });
  return new Uint8Array(hash);
}
