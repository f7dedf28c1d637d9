import { equalBytes, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';
import { sha256 } from './hash.js';

/*
 * Merkle tree of RFC 6962 §2.1 (the same in RFC 9162 §2.1): leaves and nodes are hashed under different prefixes, and a tree
 * of n leaves splits at the largest power of two below n.
 */

const HASH_BYTES = 32;
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/**
 * @param entry - what the log holds
 * @returns the hash of its leaf
 */
export function leafHash(entry: Uint8Array): Bytes {
  return sha256(LEAF, entry);
}

/**
 * @param left - hash of the left subtree
 * @param right - hash of the right subtree
 * @returns the hash of the node above them
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return sha256(NODE, left, right);
}

/**
 * The root of a whole tree.
 * @param leaves - leaf hashes in order
 * @returns the root; of no leaves, the hash of nothing
 */
export function merkleRoot(leaves: readonly Uint8Array[]): Bytes {
  return subtree(leaves, 0, leaves.length);
}

/**
 * @param leaves - leaf hashes of the tree, in order
 * @param index - of the leaf, from 0
 * @returns the audit path (RFC 9162 §2.1.3.1)
 * @throws CryptoError PARAMETER_INVALID
 */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): Bytes[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new CryptoError(
      'PARAMETER_INVALID',
      `leaf index must be 0 to ${String(leaves.length - 1)}, got ${String(index)}`,
    );
  }
  const path: Bytes[] = [];
  let from = 0;
  let to = leaves.length;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(subtree(leaves, middle, to));
      to = middle;
    } else {
      path.push(subtree(leaves, from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/**
 * @param leaf - leaf hash
 * @param index - of the leaf, from 0
 * @param size - of the tree
 * @param proof - the audit path
 * @param root - of the tree, expected
 * @returns whether the leaf is at this place (RFC 9162 §2.1.3.2)
 */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isSize(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  if (!areHashes([leaf, root, ...proof])) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const step of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(step, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(hash, step);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equalBytes(hash, root);
}

/**
 * @param leaves - leaf hashes of the newer tree, in order
 * @param oldSize - of the older tree, 0 to `leaves.length`
 * @returns the proof that the newer tree only appended (RFC 9162 §2.1.4.1); empty when the older tree is empty or the same
 * @throws CryptoError PARAMETER_INVALID
 */
export function consistencyProof(leaves: readonly Uint8Array[], oldSize: number): Bytes[] {
  if (!Number.isInteger(oldSize) || oldSize < 0 || oldSize > leaves.length) {
    throw new CryptoError(
      'PARAMETER_INVALID',
      `old size must be 0 to ${String(leaves.length)}, got ${String(oldSize)}`,
    );
  }
  if (oldSize === 0 || oldSize === leaves.length) return [];
  const path: Bytes[] = [];
  let from = 0;
  let to = leaves.length;
  // The old tree is a whole subtree once its end is reached; its hash is left out only when it is the old root itself.
  while (to !== oldSize) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      path.push(subtree(leaves, middle, to));
      to = middle;
    } else {
      path.push(subtree(leaves, from, middle));
      from = middle;
    }
  }
  if (from !== 0) path.push(subtree(leaves, from, to));
  return path.reverse();
}

/**
 * @param oldSize - of the older tree
 * @param newSize - of the newer tree
 * @param proof - the consistency proof
 * @param oldRoot - expected
 * @param newRoot - expected
 * @returns whether the newer tree only appended (RFC 9162 §2.1.4.2)
 */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  proof: readonly Uint8Array[],
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
): boolean {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize || !areHashes([oldRoot, newRoot, ...proof]))
    return false;
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, merkleRoot([]));
  let at = oldSize - 1;
  let last = newSize - 1;
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  const steps = at === 0 ? [oldRoot, ...proof] : proof;
  const [first, ...rest] = steps;
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const step of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(step, oldHash);
      newHash = nodeHash(step, newHash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      newHash = nodeHash(newHash, step);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}

/** The largest power of two below a size of at least 2. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

function subtree(leaves: readonly Uint8Array[], from: number, to: number): Bytes {
  const first = leaves[from];
  if (first === undefined) return sha256();
  if (to - from === 1) return new Uint8Array(first);
  const middle = from + splitOf(to - from);
  return nodeHash(subtree(leaves, from, middle), subtree(leaves, middle, to));
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every((value) => value.length === HASH_BYTES);
}
