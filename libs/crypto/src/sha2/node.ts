import { hash } from 'node:crypto';
import type { Sha2 } from './types.js';

/** OpenSSL: as fast the first time as JavaScript is after a thousand. */
export const sha256: Sha2 = (message) => new Uint8Array(hash('sha256', message, 'buffer'));
export const sha512: Sha2 = (message) => new Uint8Array(hash('sha512', message, 'buffer'));
