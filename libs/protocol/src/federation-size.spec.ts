import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FederationSize, type GuardianIndex, parseGuardianIndex } from './federation-size.js';

const withCode = (code: string) => expect.objectContaining({ name: 'ProtocolError', code });
const indexes = (...numbers: number[]) => numbers.map((number) => parseGuardianIndex(number));

const anySize = fc
  .integer({ min: 3, max: 50 })
  .chain((n) => fc.integer({ min: Math.floor(n / 2) + 1, max: n }).map((t) => [n, t] as const))
  .chain(([n, t]) => fc.integer({ min: t, max: n }).map((q) => FederationSize.of(n, t, q)));

describe('when a size is made', () => {
  it.each([
    [3, 2, 2],
    [3, 3, 3],
    [4, 3, 3],
    [5, 3, 4],
    [50, 26, 26],
    [50, 50, 50],
  ])('accepts n = %i, t = %i, q = %i', (n, t, q) => {
    const size = FederationSize.of(n, t, q);
    expect([size.guardians, size.recoverThreshold, size.approvalThreshold]).toEqual([n, t, q]);
    expect(FederationSize.parse(JSON.parse(JSON.stringify(size))).equals(size)).toBe(true);
  });

  it.each([
    [2, 2, 2],
    [51, 26, 26],
    [0, 0, 0],
    [4, 2, 2],
    [4, 2, 3],
    [5, 2, 3],
    [3, 4, 4],
    [5, 3, 2],
    [5, 3, 6],
    [4.5, 3, 3],
    [5, 3.5, 4],
    [5, 3, 3.5],
    [Number.NaN, 2, 2],
    [Number.POSITIVE_INFINITY, 2, 2],
  ])('throws FEDERATION_SIZE_INVALID for n = %p, t = %p, q = %p', (n, t, q) => {
    expect(() => FederationSize.of(n, t, q)).toThrow(withCode('FEDERATION_SIZE_INVALID'));
  });

  it('names the field and the bound', () => {
    expect(() => FederationSize.of(2, 2, 2)).toThrow('federation size must be 3 to 50, got 2');
    expect(() => FederationSize.of(4, 2, 3)).toThrow('recoverThreshold must be 3 to 4, got 2');
  });

  it.each([null, 7, 'x', [], {}, { guardians: '3', recoverThreshold: 2, approvalThreshold: 2 }])(
    'throws FEDERATION_SIZE_INVALID when it reads %j',
    (value) => {
      expect(() => FederationSize.parse(value)).toThrow(withCode('FEDERATION_SIZE_INVALID'));
    },
  );

  it.each([
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
    [15, 8],
    [50, 26],
  ])('takes for %i guardians a majority of %i by default', (n, majority) => {
    expect(FederationSize.defaults(n).toJSON()).toEqual({
      guardians: n,
      recoverThreshold: majority,
      approvalThreshold: majority,
    });
  });

  it.each([2, 51, 3.5])('throws FEDERATION_SIZE_INVALID for the defaults of %p', (n) => {
    expect(() => FederationSize.defaults(n)).toThrow(withCode('FEDERATION_SIZE_INVALID'));
  });

  it('cannot be changed and shows itself', () => {
    const size = FederationSize.of(5, 3, 4);
    expect(() => Object.assign(size, { approvalThreshold: 1 })).toThrow(TypeError);
    expect(size.toString()).toBe('3-of-5, 4 to approve');
    expect(FederationSize.defaults(5).toString()).toBe('3-of-5');
    expect(size.equals(FederationSize.defaults(5))).toBe(false);
  });
});

describe('when guardians are counted', () => {
  const size = FederationSize.of(5, 3, 4);

  it('counts each guardian once', () => {
    expect(size.hasApprovalQuorum(indexes(1, 2, 3))).toBe(false);
    expect(size.hasApprovalQuorum(indexes(1, 2, 3, 3, 3, 1))).toBe(false);
    expect(size.hasApprovalQuorum(indexes(1, 2, 3, 255))).toBe(true);
    expect(size.hasRecoverQuorum(indexes(7, 7, 7))).toBe(false);
    expect(size.hasRecoverQuorum(indexes(7, 8))).toBe(false);
    expect(size.hasRecoverQuorum(new Set(indexes(7, 8, 9)))).toBe(true);
    expect(size.hasClosingRejections(indexes(4, 4))).toBe(false);
    expect(size.hasClosingRejections(indexes(4, 5))).toBe(true);
  });
});

describe('when thresholds are derived', () => {
  it.each([
    // n, t, q: rejections, receipts, peers, absences, losses, liars, recommended
    [3, 2, 2, 2, 3, 1, 1, 1, 0, false],
    [4, 3, 3, 2, 4, 2, 1, 1, 1, true],
    [5, 3, 3, 3, 4, 2, 2, 2, 0, false],
    [5, 3, 4, 2, 4, 3, 1, 2, 2, true],
    [5, 4, 4, 2, 5, 3, 1, 1, 2, true],
    [5, 5, 5, 1, 5, 4, 0, 0, 4, false],
    [7, 4, 5, 3, 5, 4, 2, 3, 2, true],
    [50, 26, 26, 25, 27, 25, 24, 24, 1, true],
  ])('gives for %i, %i, %i', (n, t, q, rejections, receipts, peers, absences, losses, liars, recommended) => {
    const size = FederationSize.of(n, t, q);
    expect(size.rejectionsToClose).toBe(rejections);
    expect(size.minReceipts).toBe(receipts);
    expect(size.startupPeers).toBe(peers);
    expect(size.tolerableAbsences).toBe(absences);
    expect(size.tolerableLosses).toBe(losses);
    expect(size.tolerableLiars).toBe(liars);
    expect(size.isRecommended).toBe(recommended);
  });

  it.each([
    [0, 3],
    [3, 3],
    [4, 4],
    [5, 5],
    [99, 5],
  ])('a policy of %i approvals needs %i of five', (policy, effective) => {
    expect(FederationSize.defaults(5).effectiveApprovals(policy)).toBe(effective);
  });

  it.each([-1, 1.5, Number.NaN])('throws LIMIT_INVALID for a policy of %p approvals', (policy) => {
    expect(() => FederationSize.defaults(5).effectiveApprovals(policy)).toThrow(withCode('LIMIT_INVALID'));
  });
});

describe('when guesses are bounded', () => {
  it.each([
    [3, 2, 2, 0, 10],
    [3, 2, 2, 1, 20],
    [3, 2, 2, 2, Number.POSITIVE_INFINITY],
    [4, 3, 3, 1, 10],
    [5, 3, 3, 0, 10],
    [5, 3, 3, 1, 20],
    [5, 3, 3, 2, 30],
    [5, 3, 3, 5, Number.POSITIVE_INFINITY],
  ])('%i guardians, t = %i, q = %i, %i corrupt: %p of 10', (n, t, q, corrupt, guesses) => {
    expect(FederationSize.of(n, t, q).maxGuesses(10, corrupt)).toBe(guesses);
  });

  it.each([
    [0, 0],
    [1.5, 0],
    [10, -1],
    [10, 6],
    [10, 0.5],
  ])('throws LIMIT_INVALID for limit %p with %p corrupt', (limit, corrupt) => {
    expect(() => FederationSize.defaults(5).maxGuesses(limit, corrupt)).toThrow(withCode('LIMIT_INVALID'));
  });
});

describe('properties of every size', () => {
  it('keep what the protocol builds on', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        const { guardians: n, recoverThreshold: t, approvalThreshold: q } = size;
        // Two quorums share a guardian; q approvals and enough rejections cannot both come together.
        expect(2 * q).toBeGreaterThan(n);
        expect(q + size.rejectionsToClose).toBe(n + 1);
        // A commit with the fewest receipts still survives the loss of one guardian, unless all are needed.
        expect(size.minReceipts >= t + 1 || size.minReceipts === n).toBe(true);
        expect(size.minReceipts).toBeGreaterThanOrEqual(q);
        expect(size.startupPeers + 1).toBe(q);
        expect(size.effectiveApprovals(0)).toBe(q);
        // Honest guardians give exactly the limit; every further corrupt one never lowers the bound.
        expect(size.maxGuesses(10, 0)).toBe(10 * Math.floor(n / q));
        expect(size.maxGuesses(10, 0)).toBe(10);
        for (let c = 1; c <= n; c += 1) {
          expect(size.maxGuesses(10, c)).toBeGreaterThanOrEqual(size.maxGuesses(10, c - 1));
        }
        expect(FederationSize.parse(size.toJSON()).equals(size)).toBe(true);
      }),
    );
  });

  it('have a quorum exactly from q distinct guardians on', () => {
    const index = fc.integer({ min: 1, max: 255 }).map((number) => parseGuardianIndex(number));
    fc.assert(
      fc.property(anySize, fc.array(index, { maxLength: 80 }), (size, list: GuardianIndex[]) => {
        const distinct = new Set(list).size;
        expect(size.hasApprovalQuorum([...list, ...list])).toBe(distinct >= size.approvalThreshold);
        expect(size.hasRecoverQuorum([...list, ...list])).toBe(distinct >= size.recoverThreshold);
      }),
    );
  });
});

describe('parseGuardianIndex', () => {
  it.each([1, 2, 255])('accepts %i', (value) => {
    expect(parseGuardianIndex(value)).toBe(value);
  });

  it.each([0, -1, 256, 1.5, Number.NaN, '1', null, undefined, [1], 1n])(
    'throws GUARDIAN_INDEX_INVALID for %p',
    (value) => {
      expect(() => parseGuardianIndex(value)).toThrow(withCode('GUARDIAN_INDEX_INVALID'));
    },
  );
});
