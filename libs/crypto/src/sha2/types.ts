import type { Bytes } from '../bytes.js';

/** One of the hashes of FIPS 180-4. Servers and browsers have one each, of the same bytes. */
export type Sha2 = (message: Uint8Array) => Bytes;
