import { describe, expect, it } from '@jest/globals';
import { encodeBase64url } from '@wardkeep/crypto';
import fc from 'fast-check';
import { LIMITS } from '../limits.js';
import { base64urlOf, base64urlUpTo, lineField } from './fields.js';

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

describe('lineField', () => {
  const takes = (text: string): boolean => lineField(80).safeParse(text).success;

  it.each([
    'Ada Löwe, Hafenstraße 3',
    '李小龍',
    'מרים כהן',
    'می\u200cخواهم',
    'क्\u200dष',
    '👩\u200d👧 family',
    '❤\ufe0f\u200d🔥',
  ])('takes %j', (text) => {
    expect(takes(text)).toBe(true);
  });

  it.each([
    ['a right-to-left override', 'Bank \u202etfosorciM'],
    ['an isolate', '\u2066Ada\u2069'],
    ['a right-to-left mark', 'Ada\u200f'],
    ['a zero-width space', 'Ada\u200bLöwe'],
    ['a byte order mark', '\ufeffAda'],
    ['a soft hyphen', 'A\u00adda'],
    ['a joiner between Latin letters', 'A\u200dda'],
    ['a joiner at the end', 'می\u200c'],
    ['an invisible tag', 'Ada\u{e0041}'],
    ['a filler that is a letter', 'Ada\u3164'],
    ['a variation selector on a letter', 'A\ufe0fda'],
    ['a line separator', 'Ada\u2028Löwe'],
    ['a line feed', 'Ada\nLöwe'],
    ['white space at the end', 'Ada '],
    ['a decomposed letter', 'Lo\u0308we'],
  ])('refuses %s', (_, text) => {
    expect(takes(text)).toBe(false);
  });
});
