import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assessMemorable, MEMORABLE_LEVEL_BITS } from './assess-memorable.js';
import { COMMON_CHOICES, COMMON_PHRASES, COMMON_WORDS } from './common-choices.js';
import { normalizeMemorableText } from './normalize-memorable.js';

const owner = { surname: 'Müller-Eriksson', givenNames: 'Anna Maria', dateOfBirth: '1974-08-12' };

describe('when it is nothing but the owner’s own data', () => {
  it.each([
    'Anna Müller',
    'anna maria MÜLLER-ERIKSSON',
    'Muller, Anna',
    'ERIKSSON',
    'annamariaeriksson',
    'Anna 1974',
    'Anna Müller 12.08.1974',
    '19740812',
    '120874',
    '12/8/74',
  ])('gives the level name to %s', (typed) => {
    const { level, bits, warnings } = assessMemorable(typed, owner);
    expect(level).toBe('name');
    expect(bits).toBeLessThan(10);
    expect(warnings).toContain('ONLY_OWNERS_DATA');
  });

  it('cannot know without the identity', () => {
    expect(assessMemorable('Anna Müller').level).toBe('weak');
  });
});

describe('when something is added to the owner’s data', () => {
  it('warns and counts the rest only', () => {
    const { level, warnings } = assessMemorable('Anna 1974 kettle', owner);
    expect(level).toBe('weak');
    expect(warnings).toEqual(expect.arrayContaining(['CONTAINS_NAME', 'CONTAINS_BIRTH_DATE']));
    expect(warnings).not.toContain('ONLY_OWNERS_DATA');
  });
});

describe('when it is what people choose', () => {
  it.each([
    ['1234', 'COMMON_CHOICE'],
    ['8351', 'PIN'],
    ['835192', 'PIN'],
    ['password1', 'COMMON_CHOICE'],
    ['Correct Horse Battery Staple', 'COMMON_CHOICE'],
    ['To be, or not to be!', 'COMMON_CHOICE'],
    ['24.12.1999', 'DATE'],
    ['24121999', 'DATE'],
    ['summer2024', 'DATE'],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 'REPEATED'],
    ['kettle kettle kettle kettle', 'REPEATED'],
    ['qwertyuiop', 'COMMON_CHOICE'],
    ['poiuytrewq', 'SEQUENCE'],
    ['abcdefgh', 'SEQUENCE'],
    ['cat', 'SHORT'],
  ] as const)('%s is weak: %s', (typed, warning) => {
    const { level, warnings } = assessMemorable(typed);
    expect(level).toBe('weak');
    expect(warnings).toContain(warning);
  });
});

describe('when it was made up', () => {
  it.each([
    ['two words', 'purple kettle', 'weak'],
    ['three words', 'purple kettle thunder', 'fair'],
    ['six words', 'purple kettle thunder orbit candle velvet', 'strong'],
    ['six words of another alphabet', 'фиолетовый чайник гроза орбита свеча бархат', 'strong'],
    ['random characters', 'h7#kq2m!x9Tzw4&', 'strong'],
    ['random consonants', 'xkqzvwplmrtgb', 'strong'],
    ['ideographs', '紫色水壺雷聲軌道', 'strong'],
    ['twelve digits', '739105826417', 'fair'],
  ] as const)('gives %s (%s) the level %s', (_, typed, level) => {
    expect(assessMemorable(typed, owner).level).toBe(level);
  });

  it('gives more for more words', () => {
    const word = fc.constantFrom('kettle', 'orbit', 'velvet', 'thunder', 'purple', 'candle');
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 1 }), fc.uniqueArray(word, { minLength: 1 }), (some, others) => {
        const all = [...new Set([...some, ...others])];
        expect(assessMemorable(all.join(' ')).bits).toBeGreaterThanOrEqual(assessMemorable(some.join(' ')).bits);
      }),
    );
  });
});

describe('the assessment of any text', () => {
  it('is finite, not negative, and of the level that its bits say', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((typed) => /[\p{L}\p{N}]/u.test(typed));
    fc.assert(
      fc.property(text, (typed) => {
        fc.pre(!/[\p{Cc}\p{Cn}]/u.test(typed));
        const { bits, level } = assessMemorable(typed, owner);
        expect(bits).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(bits)).toBe(true);
        if (level === 'fair') expect(bits).toBeGreaterThanOrEqual(MEMORABLE_LEVEL_BITS.fair);
        if (level === 'strong') expect(bits).toBeGreaterThanOrEqual(MEMORABLE_LEVEL_BITS.strong);
      }),
    );
  });

  it('does not take long for what is as long as allowed', () => {
    const identity = { ...owner, givenNames: 'a aa aaa aaaa' };
    expect(assessMemorable(`${'a'.repeat(1023)}b`, identity).level).not.toBe('name');
  });

  it('refuses what would not be accepted at all', () => {
    expect(() => assessMemorable(' ')).toThrow(expect.objectContaining({ code: 'MEMORABLE_EMPTY' }));
  });
});

describe('the lists of common choices', () => {
  it('are in normalised form', () => {
    for (const entry of [...COMMON_CHOICES, ...COMMON_PHRASES, ...COMMON_WORDS]) {
      expect(normalizeMemorableText(entry)).toBe(entry);
    }
  });
});
