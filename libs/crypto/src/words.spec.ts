import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coded } from './testing/coded.js';
import { entropyFromWords, isBip39Mnemonic, unknownBip39Words, sixWords, wordsFromEntropy } from './words.js';

const about = [...Array.from({ length: 11 }, () => 'abandon'), 'about'];

describe('words', () => {
  it('come back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (entropy) => {
        expect(entropyFromWords(wordsFromEntropy(entropy))).toEqual(new Uint8Array(entropy));
      }),
    );
  });

  it.each([
    ['an unknown word', [...about.slice(1), 'guardian1']],
    ['a bad checksum', [...about.slice(1), 'abandon']],
    ['eleven words', about.slice(1)],
    ['a word of two', ['abandon abandon', ...about.slice(1)]],
    ['upper case', about.map((word) => word.toUpperCase())],
  ])('throw WORDS_INVALID for %s', (_, words) => {
    expect(() => entropyFromWords(words)).toThrow(coded('WORDS_INVALID'));
  });

  it('throw BYTES_MALFORMED for other lengths', () => {
    expect(() => wordsFromEntropy(new Uint8Array(32))).toThrow(coded('BYTES_MALFORMED'));
    expect(() => sixWords(new Uint8Array(16))).toThrow(coded('BYTES_MALFORMED'));
  });

  it('six of them say the first 66 bits, no more', () => {
    const digest = new Uint8Array(32);
    expect(sixWords(digest)).toEqual(['abandon', 'abandon', 'abandon', 'abandon', 'abandon', 'abandon']);
    expect(sixWords(new Uint8Array(32).fill(255))).toEqual(['zoo', 'zoo', 'zoo', 'zoo', 'zoo', 'zoo']);
    digest[8] = 0x40;
    expect(sixWords(digest)[5]).toBe('ability');
    digest[8] = 0x3f;
    expect(sixWords(digest)[5]).toBe('abandon');
  });

  it('are recognised in any case and spacing', () => {
    expect(isBip39Mnemonic(about.join(' '))).toBe(true);
    expect(isBip39Mnemonic(`  ${about.join('\n ').toUpperCase()} `)).toBe(true);
    expect(isBip39Mnemonic([...about.slice(1), 'abandon'].join(' '))).toBe(false);
    expect(isBip39Mnemonic('abandon')).toBe(false);
    expect(isBip39Mnemonic('')).toBe(false);
  });
});

describe('when somebody mistypes a mnemonic', () => {
  it('says which words are not on the list', () => {
    expect(unknownBip39Words(' abandon  ABILITY zebraa able ')).toEqual([2]);
    expect(unknownBip39Words('')).toEqual([]);
  });
});
