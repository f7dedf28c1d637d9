import { combine, split } from 'shamir-secret-sharing';
import type { Bytes } from './bytes.js';
import { CryptoError } from './errors.js';

const LEAST = 2;
const MOST = 255;

/**
 * Splits a secret bytewise by Shamir's scheme over GF(256) (audited `shamir-secret-sharing`, which draws from WebCrypto or
 * Node itself: its randomness cannot be injected).
 * @param secret - at least one byte
 * @param count - shards to make, 2 to 255
 * @param threshold - shards needed, 2 to `count`; a threshold of 1 would be a copy, not a sharing
 * @returns `count` shards, each one byte longer than the secret
 * @throws CryptoError SHARDS_INVALID
 */
export async function splitShards(secret: Uint8Array, count: number, threshold: number): Promise<Bytes[]> {
  if (secret.length === 0) throw new CryptoError('SHARDS_INVALID', 'secret to split must not be empty');
  if (!Number.isInteger(count) || count < LEAST || count > MOST) {
    throw new CryptoError('SHARDS_INVALID', `number of shards must be 2 to 255, got ${String(count)}`);
  }
  if (!Number.isInteger(threshold) || threshold < LEAST || threshold > count) {
    throw new CryptoError('SHARDS_INVALID', `shards needed must be 2 to ${String(count)}, got ${String(threshold)}`);
  }
  // The library refuses a Buffer, so it always gets a plain copy.
  const copy = new Uint8Array(secret);
  try {
    return (await split(copy, count, threshold)) as Bytes[];
  } finally {
    copy.fill(0);
  }
}

/**
 * Combines shards. **A wrong set combines silently**: too few, altered, or of different secrets give bytes that look like any
 * other. Check the result against a digest before any use.
 * @param shards - 2 to 255, of one length, with distinct coordinates
 * @returns what they combine to
 * @throws CryptoError SHARDS_INVALID
 */
export async function combineShards(shards: readonly Uint8Array[]): Promise<Bytes> {
  if (shards.length < LEAST || shards.length > MOST) {
    throw new CryptoError(
      'SHARDS_INVALID',
      `number of shards to combine must be 2 to 255, got ${String(shards.length)}`,
    );
  }
  const length = shards[0]?.length ?? 0;
  if (length < 2 || shards.some((shard) => shard.length !== length)) {
    throw new CryptoError('SHARDS_INVALID', 'shards must be of one length, at least 2 bytes');
  }
  const coordinates = new Set(shards.map((shard) => shard[length - 1]));
  if (coordinates.has(0)) throw new CryptoError('SHARDS_INVALID', 'shard coordinate must be 1 to 255, got 0');
  if (coordinates.size !== shards.length)
    throw new CryptoError('SHARDS_INVALID', 'shards must have distinct coordinates');
  const copies = shards.map((shard) => new Uint8Array(shard));
  try {
    return (await combine(copies)) as Bytes;
  } finally {
    for (const copy of copies) copy.fill(0);
  }
}
