import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { foldCompatibilityCase } from './case-folding.js';

const { folds } = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/unicode/case-folding.json', import.meta.url), 'utf8'),
) as { folds: Record<string, string> };

const decode = (codes: string) => String.fromCodePoint(...codes.split(' ').map((code) => Number.parseInt(code, 16)));
const table = Object.entries(folds).map(([from, to]) => [decode(from), decode(to)] as const);

describe('Unicode §3.13 case folding', () => {
  it('folds every letter of CaseFolding.txt as its folding, through NFKC', () => {
    expect(table.length).toBeGreaterThan(1500);
    const wrong = table.filter(([from, to]) => foldCompatibilityCase(from) !== foldCompatibilityCase(to));
    expect(wrong).toEqual([]);
  });

  it('leaves every letter that is folded and composed already', () => {
    const wrong = table.filter(([, to]) => to.normalize('NFKC') === to && foldCompatibilityCase(to) !== to);
    expect(wrong).toEqual([]);
  });

  it('is idempotent for every code point that has a case or a compatibility form', () => {
    const wrong: string[] = [];
    for (let codePoint = 0; codePoint <= 0x2fa1f; codePoint += 1) {
      const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
      const isPlainIdeograph = codePoint >= 0x20000 && codePoint < 0x2f800;
      if (isSurrogate || isPlainIdeograph) continue;
      const once = foldCompatibilityCase(String.fromCodePoint(codePoint));
      if (foldCompatibilityCase(once) !== once) wrong.push(codePoint.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['sharp s', 'Straße', 'STRASSE'],
    ['capital sharp s', 'STRAẞE', 'strasse'],
    ['final sigma', 'ΟΔΟΣ', 'οδος'],
    ['iota subscript', 'ᾳ', 'αι'],
    ['accents in any order', 'α\u0345\u0301', 'ᾴ'],
    ['Cherokee', 'ꭰꭱ', 'ᎠᎡ'],
    ['ligature', 'ﬃ', 'FFI'],
    ['full width', 'ＡＢＣ１', 'abc1'],
    ['Kelvin sign', '\u212A', 'k'],
    ['emoji with and without its selector', '❤\uFE0F', '❤'],
    ['soft hyphen and zero-width space', 'hyphen\u00AD\u200Bated', 'hyphenated'],
    ['Hangul composed and decomposed', '각', '\u1100\u1161\u11A8'],
  ])('makes equal: %s', (_, one, other) => {
    expect(foldCompatibilityCase(one)).toBe(foldCompatibilityCase(other));
  });

  it.each([
    ['accents', 'cafe', 'café'],
    ['dotless i, since the language is not known', 'ı', 'I'],
    ['punctuation', 'its', "it's"],
  ])('keeps apart: %s', (_, one, other) => {
    expect(foldCompatibilityCase(one)).not.toBe(foldCompatibilityCase(other));
  });
});
