import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { combineParts, commitmentAt, lagrangeAtZero, shareScalar, verifyPart, type ScalarSharing } from './feldman.js';
import {
  addScalars,
  multiplyBase,
  multiplyScalars,
  randomScalar,
  scalarFromNumber,
  subtractScalars,
  type ScalarBytes,
} from './group.js';
import { systemRng } from './rng.js';
import { cryptoReady } from './ready.js';
import { coded } from './testing/coded.js';

const holders = fc
  .uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 7 })
  .chain((indexes) => fc.tuple(fc.constant(indexes), fc.integer({ min: 1, max: indexes.length })));

function pick(sharing: ScalarSharing, indexes: readonly number[]): { index: number; part: ScalarBytes }[] {
  return indexes.map((index) => ({ index, part: sharing.parts.get(index)! }));
}

describe('Feldman sharing', () => {
  beforeAll(cryptoReady);

  it('any threshold of parts combine to the secret, one fewer do not, and each part verifies', () => {
    fc.assert(
      fc.property(holders, ([indexes, threshold]) => {
        const secret = randomScalar(systemRng);
        const sharing = shareScalar(secret, threshold, indexes, systemRng);
        expect(sharing.commitments).toHaveLength(threshold);
        expect(sharing.commitments[0]).toEqual(multiplyBase(secret));
        const chosen = indexes.toReversed().slice(0, threshold);
        expect(combineParts(pick(sharing, chosen))).toEqual(secret);
        if (threshold > 1) expect(combineParts(pick(sharing, chosen.slice(1)))).not.toEqual(secret);
        for (const { index, part } of pick(sharing, indexes)) {
          expect(verifyPart(part, index, sharing.commitments)).toBe(true);
          expect(commitmentAt(sharing.commitments, index)).toEqual(multiplyBase(part));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('detects a part that is altered, swapped, zero, or of another sharing', () => {
    const secret = randomScalar(systemRng);
    const sharing = shareScalar(secret, 2, [1, 2, 200], systemRng);
    const other = shareScalar(secret, 2, [1, 2, 200], systemRng);
    const part = sharing.parts.get(2)!;
    expect(verifyPart(addScalars(part, scalarFromNumber(1)), 2, sharing.commitments)).toBe(false);
    expect(verifyPart(part, 200, sharing.commitments)).toBe(false);
    expect(verifyPart(scalarFromNumber(0), 2, sharing.commitments)).toBe(false);
    expect(verifyPart(other.parts.get(2)!, 2, sharing.commitments)).toBe(false);
    // Parts of two sharings of one secret do not combine: what a former guardian keeps is of no use.
    const mixed = [...pick(sharing, [1]), ...pick(other, [2])];
    expect(combineParts(mixed)).not.toEqual(secret);
  });

  it('refuses commitments that cancel out at an index', () => {
    const x = randomScalar(systemRng);
    const minus = subtractScalars(scalarFromNumber(0), x);
    // f(X) = 3x − xX is zero at 3.
    const commitments = [multiplyBase(multiplyScalars(x, scalarFromNumber(3))), multiplyBase(minus)];
    expect(() => commitmentAt(commitments, 3)).toThrow(coded('POINT_IDENTITY'));
    expect(verifyPart(x, 3, commitments)).toBe(false);
  });

  it('Lagrange coefficients of one index are 1, and of many sum to 1', () => {
    expect(lagrangeAtZero([7]).get(7)).toEqual(scalarFromNumber(1));
    const sum = [...lagrangeAtZero([1, 50, 255]).values()].reduce((a, b) => addScalars(a, b));
    expect(sum).toEqual(scalarFromNumber(1));
  });

  it.each([[[]], [[0]], [[256]], [[1.5]], [[3, 3]]])('throws INDEX_INVALID for indexes %j', (indexes) => {
    const one = scalarFromNumber(1);
    expect(() => lagrangeAtZero(indexes)).toThrow(coded('INDEX_INVALID'));
    expect(() => shareScalar(one, 1, indexes, systemRng)).toThrow(coded('INDEX_INVALID'));
    expect(() => combineParts(indexes.map((index) => ({ index, part: one })))).toThrow(coded('INDEX_INVALID'));
  });

  it('throws INDEX_INVALID and PARAMETER_INVALID for what verifies nothing', () => {
    const base = multiplyBase(scalarFromNumber(1));
    expect(() => verifyPart(scalarFromNumber(1), 0, [base])).toThrow(coded('INDEX_INVALID'));
    expect(() => commitmentAt([], 1)).toThrow(coded('PARAMETER_INVALID'));
  });

  it.each([0, 3, 1.5])('throws PARAMETER_INVALID when %d of two parts are needed', (threshold) => {
    expect(() => shareScalar(scalarFromNumber(1), threshold, [1, 2], systemRng)).toThrow(coded('PARAMETER_INVALID'));
  });
});
