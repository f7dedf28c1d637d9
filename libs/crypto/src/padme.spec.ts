import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { padmeLength, padPadme, padToBlock, unpadBlock, unpadPadme } from './padme.js';
import { coded } from './testing/coded.js';

describe('Padmé', () => {
  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [8, 8],
    [9, 10],
    [17, 18],
    [100, 104],
    [1000, 1024],
    [1025, 1088],
    [16 * 2 ** 20 + 1, 16 * 2 ** 20 + 2 ** 19],
  ])('grows %d to %d', (length, padded) => {
    expect(padmeLength(length)).toBe(padded);
  });

  it('never grows a length by more than 12 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (length) => {
        expect(padmeLength(length)).toBeGreaterThanOrEqual(length);
        expect(padmeLength(length)).toBeLessThanOrEqual(length * 1.12);
        expect(padmeLength(padmeLength(length) % 2 ** 31)).toBe(padmeLength(length) % 2 ** 31);
      }),
    );
  });

  it('comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 64 }), (bytes, size) => {
        expect(unpadPadme(padPadme(bytes))).toEqual(new Uint8Array(bytes));
        expect(padToBlock(bytes, size).length % size).toBe(0);
        expect(unpadBlock(padToBlock(bytes, size), size)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('throws PARAMETER_INVALID for impossible sizes', () => {
    for (const length of [-1, 0.5, 2 ** 31]) expect(() => padmeLength(length)).toThrow(coded('PARAMETER_INVALID'));
    for (const size of [0, -1, 1.5]) {
      expect(() => padToBlock(new Uint8Array(1), size)).toThrow(coded('PARAMETER_INVALID'));
      expect(() => unpadBlock(new Uint8Array(1), size)).toThrow(coded('PARAMETER_INVALID'));
    }
  });

  it.each([[[]], [[0]], [[1]], [[0x80, 1]], [[0x80, 0, 0, 0, 0, 0, 0, 0, 0]], [[1, 0x80, 0]]])(
    'throws PADDING_INVALID for %j',
    (bytes) => {
      expect(() => unpadPadme(Uint8Array.from(bytes))).toThrow(coded('PADDING_INVALID'));
    },
  );

  it('throws PADDING_INVALID for a block too many or too few', () => {
    const padded = padToBlock(new Uint8Array(5), 8);
    expect(() => unpadBlock(Uint8Array.from([...padded, ...new Uint8Array(8)]), 8)).toThrow(coded('PADDING_INVALID'));
    expect(() => unpadBlock(padded.subarray(0, 7), 8)).toThrow(coded('PADDING_INVALID'));
  });
});
