import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8 } from './bytes.js';
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  verifyConsistency,
  verifyInclusion,
} from './merkle.js';
import { MerkleFrontier } from './merkle-frontier.js';
import { coded } from './testing/coded.js';

const entries = Array.from({ length: 40 }, (_, i) => utf8(`entry ${String(i)}`));
const leaves = entries.map((entry) => leafHash(entry));
const rootOf = (size: number): Uint8Array => merkleRoot(leaves.slice(0, size));

describe('inclusion', () => {
  it('is proved for every leaf of every tree, and for no other place', () => {
    for (let size = 1; size <= leaves.length; size++) {
      const tree = leaves.slice(0, size);
      const root = rootOf(size);
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(tree, index);
        const leaf = leaves[index] as Uint8Array;
        expect(verifyInclusion(leaf, index, size, proof, root)).toBe(true);
        expect(verifyInclusion(leaf, index + 1, size, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, [...proof, leaf], root)).toBe(false);
        if (proof.length > 0) expect(verifyInclusion(leaf, index, size, proof.slice(1), root)).toBe(false);
      }
    }
  });

  it('is refused for another leaf, another root and malformed arguments', () => {
    const proof = inclusionProof(leaves.slice(0, 7), 3);
    const [leaf, root] = [leaves[3] as Uint8Array, rootOf(7)];
    expect(verifyInclusion(leaves[4] as Uint8Array, 3, 7, proof, root)).toBe(false);
    expect(verifyInclusion(leaf, 3, 7, proof, rootOf(8))).toBe(false);
    expect(verifyInclusion(leaf, 3, 7, [utf8('short')], root)).toBe(false);
    for (const index of [-1, 0.5, NaN, 7]) expect(verifyInclusion(leaf, index, 7, proof, root)).toBe(false);
    for (const size of [-1, 3.5, NaN, 0]) expect(verifyInclusion(leaf, 3, size, proof, root)).toBe(false);
  });

  it('throws PARAMETER_INVALID for an index outside the tree', () => {
    for (const index of [-1, 2, 0.5]) {
      expect(() => inclusionProof(leaves.slice(0, 2), index)).toThrow(coded('PARAMETER_INVALID'));
    }
  });
});

describe('consistency', () => {
  it('is proved between every two sizes, and for no altered root', () => {
    for (let newSize = 0; newSize <= 24; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const proof = consistencyProof(leaves.slice(0, newSize), oldSize);
        const [oldRoot, newRoot] = [rootOf(oldSize), rootOf(newSize)];
        const other = leafHash(utf8('other'));
        expect(verifyConsistency(oldSize, newSize, proof, oldRoot, newRoot)).toBe(true);
        expect(verifyConsistency(oldSize, newSize, proof, other, newRoot)).toBe(false);
        expect(verifyConsistency(oldSize, newSize, [...proof, other], oldRoot, newRoot)).toBe(false);
        if (oldSize > 0) expect(verifyConsistency(oldSize, newSize, proof, oldRoot, other)).toBe(false);
        if (proof.length > 0) expect(verifyConsistency(oldSize, newSize, proof.slice(1), oldRoot, newRoot)).toBe(false);
      }
    }
  });

  it('is refused for a rewritten history and malformed arguments', () => {
    const rewritten = [leafHash(utf8('rewritten')), ...leaves.slice(1, 9)];
    const proof = consistencyProof(rewritten, 5);
    expect(verifyConsistency(5, 9, proof, rootOf(5), merkleRoot(rewritten))).toBe(false);
    expect(verifyConsistency(9, 5, [], rootOf(9), rootOf(5))).toBe(false);
    expect(verifyConsistency(1.5, 5, [], rootOf(1), rootOf(5))).toBe(false);
    expect(verifyConsistency(3, 5, [], rootOf(3), rootOf(5))).toBe(false);
  });

  it('throws PARAMETER_INVALID for an old size outside the tree', () => {
    for (const size of [-1, 3, 0.5]) {
      expect(() => consistencyProof(leaves.slice(0, 2), size)).toThrow(coded('PARAMETER_INVALID'));
    }
  });
});

describe('MerkleFrontier', () => {
  it('has the root of the whole tree at every size, also after storing', () => {
    let frontier = MerkleFrontier.empty();
    expect(frontier.root()).toEqual(rootOf(0));
    entries.forEach((entry, i) => {
      expect(frontier.append(entry)).toEqual(leaves[i]);
      frontier = MerkleFrontier.decode(frontier.encode());
      expect(frontier.size).toBe(i + 1);
      expect(frontier.root()).toEqual(rootOf(i + 1));
    });
  });

  it('throws BYTES_MALFORMED for any other length than its size says', () => {
    const frontier = MerkleFrontier.empty();
    for (const entry of entries.slice(0, 5)) frontier.append(entry);
    const encoded = frontier.encode();
    fc.assert(
      fc.property(fc.nat({ max: encoded.length - 1 }), (length) => {
        expect(() => MerkleFrontier.decode(encoded.subarray(0, length))).toThrow(coded('BYTES_MALFORMED'));
      }),
    );
    expect(() => MerkleFrontier.decode(new Uint8Array(8).fill(255))).toThrow(coded('BYTES_MALFORMED'));
  });
});
