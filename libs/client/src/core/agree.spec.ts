import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agree, findAgreement } from './agree.js';

const own = (value: string): string => value;

describe('when guardians say things', () => {
  it('groups by agreement, largest first', () => {
    const said = [3, 1, 2].map((index) => ({ index, value: 'x' })).concat([{ index: 4, value: 'y' }]);
    expect(agree(said, own).map(({ key, indexes }) => [key, indexes])).toEqual([
      ['x', [1, 2, 3]],
      ['y', [4]],
    ]);
  });

  it('counts a guardian that repeats itself once', () => {
    const said = [1, 1, 1, 2].map((index) => ({ index, value: 'x' }));
    expect(findAgreement(said, own, 3)).toBeNull();
    expect(findAgreement(said, own, 2)?.indexes).toEqual([1, 2]);
  });

  it('keeps the first value of each guardian, and every one of them', () => {
    const said = [
      { index: 2, value: { key: 'a', at: 20 } },
      { index: 1, value: { key: 'a', at: 10 } },
    ];
    const [group] = agree(said, ({ key }) => key);
    expect([...(group?.values ?? [])].map(([index, { at }]) => [index, at])).toEqual([
      [2, 20],
      [1, 10],
    ]);
  });

  it('finds at most one group above half of the guardians that each speak once, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 9 }), (values) => {
        const said = values.map((value, at) => ({ index: at + 1, value }));
        const need = Math.floor(values.length / 2) + 1;
        const found = findAgreement(said, own, need);
        expect(findAgreement([...said].reverse(), own, need)?.key).toBe(found?.key);
        expect(agree(said, own).filter(({ indexes }) => indexes.length >= need)).toHaveLength(found === null ? 0 : 1);
      }),
    );
  });
});
