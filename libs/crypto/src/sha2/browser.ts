import { sha256 as nobleSha256, sha512 as nobleSha512 } from '@noble/hashes/sha2.js';
import type { Sha2 } from './types.js';

/** The `noble-hashes` library: what browsers have of their own cannot be waited for in the middle of a computation. */
export const sha256: Sha2 = (message) => nobleSha256(message);
export const sha512: Sha2 = (message) => nobleSha512(message);
