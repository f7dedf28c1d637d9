import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { encodeHex } from '@wardkeep/crypto';
import fc from 'fast-check';
import {
  MEMORABLE_MAXIMUM_BYTES,
  MEMORABLE_VERSION,
  normalizeMemorable,
  normalizeMemorableText,
  requireDistinctMemorables,
} from './normalize-memorable.js';

const frozen = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/wardkeep/memorable.json', import.meta.url), 'utf8'),
) as { version: number; vectors: { typed: string; utf8: string }[] };

const withCode = (code: string) => expect.objectContaining({ name: 'ProtocolError', code });

describe('normalizeMemorable', () => {
  it.each(frozen.vectors)('keeps the frozen bytes of $typed', ({ typed, utf8 }) => {
    expect(frozen.version).toBe(MEMORABLE_VERSION);
    expect(encodeHex(normalizeMemorable(typed).reveal())).toBe(utf8);
  });

  it.each([
    ['white space around it', '  my first car \n', 'my first car'],
    ['every kind of white space within', 'my\u00A0first\t\r\n\u3000car', 'my first car'],
    ['case', 'My FIRST Car', 'my first car'],
    ['width', '１２３４', '1234'],
    ['a byte order mark', '\uFEFFmy first car', 'my first car'],
    ['composition', 'cafe\u0301', 'café'],
    ['a spacing accent that folds to a space', 'a \u00B4', 'a \u0301'],
  ])('does not mind %s', (_, typed, expected) => {
    expect(normalizeMemorableText(typed)).toBe(expected);
  });

  it('does not print', () => {
    expect(`${normalizeMemorable('tulip').toString()}${JSON.stringify(normalizeMemorable('tulip'))}`).not.toContain(
      'tulip',
    );
  });

  it('accepts 1024 bytes, counted after normalisation, and refuses one more', () => {
    expect(normalizeMemorable(` ${'a'.repeat(MEMORABLE_MAXIMUM_BYTES)} `).length).toBe(1024);
    expect(() => normalizeMemorable('a'.repeat(MEMORABLE_MAXIMUM_BYTES + 1))).toThrow(withCode('MEMORABLE_TOO_LONG'));
    expect(() => normalizeMemorable('é'.repeat(513))).toThrow(withCode('MEMORABLE_TOO_LONG'));
    expect(() => normalizeMemorable(' '.repeat(100_000))).toThrow(withCode('MEMORABLE_TOO_LONG'));
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \t\n\u2003'],
    ['invisible characters', '\u200B\u2060\uFE0F'],
    ['Hangul fillers', '\u3164\uFFA0'],
  ])('throws MEMORABLE_EMPTY for %s', (_, typed) => {
    expect(() => normalizeMemorable(typed)).toThrow(withCode('MEMORABLE_EMPTY'));
  });

  it.each(['\u0000', '\u0007', '\u001B', '\u007F', '\u009F'])(
    'throws MEMORABLE_CONTROL_CHARACTER for %j',
    (control) => {
      expect(() => normalizeMemorable(`a${control}b`)).toThrow(withCode('MEMORABLE_CONTROL_CHARACTER'));
    },
  );

  it.each([
    ['a lone surrogate', '\uD83D'],
    ['an unassigned code point', '\u0378'],
    ['a noncharacter', '\uFFFF'],
  ])('throws MEMORABLE_MALFORMED for %s', (_, typed) => {
    expect(() => normalizeMemorable(`a${typed}`)).toThrow(withCode('MEMORABLE_MALFORMED'));
  });

  it('does not repeat the secret in its message', () => {
    expect(() => normalizeMemorable('tulip\u0000')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('tulip') }),
    );
  });
});

describe('properties of normalizeMemorableText', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((typed) => !/\p{Cc}/u.test(typed) && /[\p{L}\p{N}]/u.test(typed));

  it('is idempotent', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const once = normalizeMemorableText(typed);
        expect(normalizeMemorableText(once)).toBe(once);
        expect(once).toBe(once.trim().normalize('NFKC'));
      }),
    );
  });

  it('does not depend on composition or white space', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const once = normalizeMemorableText(typed);
        expect(normalizeMemorableText(typed.normalize('NFD'))).toBe(once);
        expect(normalizeMemorableText(`\n ${typed.replaceAll(' ', ' \u2003 ')}\u00A0`)).toBe(once);
      }),
    );
  });

  it('does not depend on the case of letters that have both', () => {
    const letter = fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyzäöüßñçåøæþðłéбгдђżșğ αβγδέϊος'));
    const word = fc.string({ unit: letter, minLength: 1, maxLength: 20 }).filter((typed) => typed.trim() !== '');
    fc.assert(
      fc.property(word, (typed) => {
        expect(normalizeMemorableText(typed.toUpperCase())).toBe(normalizeMemorableText(typed));
      }),
    );
  });
});

describe('requireDistinctMemorables', () => {
  it('accepts different memorable information and refuses the same in other letters', () => {
    const [tulip, rose] = [normalizeMemorable('tulip'), normalizeMemorable('rose')];
    expect(() => requireDistinctMemorables([tulip, rose])).not.toThrow();
    expect(() => requireDistinctMemorables([tulip, rose, normalizeMemorable(' TULIP')])).toThrow(
      withCode('MEMORABLE_REUSED'),
    );
  });
});
