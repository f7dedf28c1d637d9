import { describe, expect, it } from '@jest/globals';
import { encodeBase64url } from '@wardkeep/crypto';
import fc from 'fast-check';
import { LIMITS } from '../limits.js';
import { base64urlOf, base64urlUpTo } from './fields.js';

const accepts = (text: string, maximum = 64): boolean => base64urlUpTo(maximum).safeParse(text).success;

describe('base64urlUpTo', () => {
  it('takes the largest payload', () => {
    expect(accepts(encodeBase64url(new Uint8Array(LIMITS.payloadBytes)), LIMITS.payloadBytes)).toBe(true);
  });

  it('takes every byte string up to its bound and none above', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(accepts(encodeBase64url(bytes), 64)).toBe(bytes.length <= 64);
      }),
    );
  });

  it.each(['A', 'AAAAA', 'AB', 'AAB', 'AA==', 'AA+A', 'AA/A', 'AAAA\n', ' AAAA'])('refuses %j', (text) => {
    expect(accepts(text)).toBe(false);
  });

  it('agrees with base64urlOf on texts of one length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.string({ unit: fc.constantFrom('A', 'B', 'Q', 'g', 'w', 'M', 'Z', '_', '-', '='), maxLength: 8 }),
        (bytes, text) => {
          const length = Math.ceil((bytes * 4) / 3);
          if (text.length !== length) return;
          expect(accepts(text)).toBe(base64urlOf(bytes).safeParse(text).success);
        },
      ),
    );
  });
});
