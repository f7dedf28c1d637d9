import { Buffer } from 'node:buffer';
import argon2 from 'argon2';
import type { Bytes } from '../bytes.js';
import type { Argon2idParams } from './params.js';

/**
 * Argon2id through the reference C implementation, off the main thread.
 * @param password - any bytes
 * @param salt - at least 8 bytes
 * @param params - checked by the caller
 * @returns the raw hash
 */
export async function argon2idRaw(password: Uint8Array, salt: Uint8Array, params: Argon2idParams): Promise<Bytes> {
  const hash = await argon2.hash(viewOf(password), {
    type: argon2.argon2id,
    version: 0x13,
    raw: true,
    salt: viewOf(salt),
    memoryCost: params.memoryKib,
    timeCost: params.passes,
    parallelism: params.parallelism,
    hashLength: params.outputBytes,
  });
  const out = new Uint8Array(hash);
  hash.fill(0);
  return out;
}

/** The same memory seen as a Buffer: no second copy of a password to wipe. */
function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
