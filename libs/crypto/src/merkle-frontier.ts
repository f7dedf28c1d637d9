import { concatBytes, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';
import { leafHash, merkleRoot, nodeHash } from './merkle.js';

const HASH_BYTES = 32;
const SIZE_BYTES = 8;

/**
 * The right edge of a Merkle tree: enough to append and to know the root, in O(log n) memory. It holds one hash for each bit
 * set in the size, the largest subtree first.
 */
export class MerkleFrontier {
  #size: number;
  readonly #peaks: Bytes[];

  private constructor(size: number, peaks: Bytes[]) {
    this.#size = size;
    this.#peaks = peaks;
  }

  /** @returns the frontier of a tree without leaves */
  static empty(): MerkleFrontier {
    return new MerkleFrontier(0, []);
  }

  /**
   * @param encoded - from {@link MerkleFrontier.encode}
   * @returns the frontier
   * @throws CryptoError BYTES_MALFORMED
   */
  static decode(encoded: Uint8Array): MerkleFrontier {
    if (encoded.length < SIZE_BYTES) throw new CryptoError('BYTES_MALFORMED', 'merkle frontier is too short');
    const size = Number(new DataView(encoded.buffer, encoded.byteOffset).getBigUint64(0));
    if (!Number.isSafeInteger(size) || encoded.length !== SIZE_BYTES + HASH_BYTES * bitsSet(size)) {
      throw new CryptoError('BYTES_MALFORMED', 'merkle frontier must hold one hash for each bit set in its size');
    }
    const peaks: Bytes[] = [];
    for (let at = SIZE_BYTES; at < encoded.length; at += HASH_BYTES) {
      peaks.push(new Uint8Array(encoded.subarray(at, at + HASH_BYTES)));
    }
    return new MerkleFrontier(size, peaks);
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /**
   * @param entry - appended as a leaf
   * @returns the hash of the new leaf
   */
  append(entry: Uint8Array): Bytes {
    const leaf = leafHash(entry);
    // Like adding one in binary: each trailing bit set is a subtree as large as what has been merged so far.
    let merged = 0;
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) merged++;
    const peaks = this.#peaks.splice(this.#peaks.length - merged, merged);
    this.#peaks.push(peaks.reduceRight((right, left) => nodeHash(left, right), leaf));
    this.#size++;
    return new Uint8Array(leaf);
  }

  /** @returns the root of the tree so far */
  root(): Bytes {
    if (this.#peaks.length === 0) return merkleRoot([]);
    return new Uint8Array(this.#peaks.reduceRight((right, left) => nodeHash(left, right)));
  }

  /** @returns size as 8 bytes, big endian, and then the hashes */
  encode(): Bytes {
    const size = new Uint8Array(SIZE_BYTES);
    new DataView(size.buffer).setBigUint64(0, BigInt(this.#size));
    return concatBytes(size, ...this.#peaks);
  }
}

function bitsSet(value: number): number {
  let bits = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
