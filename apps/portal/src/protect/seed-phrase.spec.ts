import { describe, expect, it } from '@jest/globals';
import { checkSeedPhrase, tidySeedPhrase } from './seed-phrase.js';

const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

describe('when a seed phrase is typed', () => {
  it('accepts a phrase of BIP-39 with any spaces and case', () => {
    expect(checkSeedPhrase(`  ${PHRASE.toUpperCase().replaceAll(' ', '\n ')} `)).toEqual({
      status: 'valid',
      count: 12,
    });
    expect(tidySeedPhrase(` ${PHRASE.toUpperCase()}\n`)).toBe(PHRASE);
  });

  it('names the words that are not on the list, with their places', () => {
    expect(checkSeedPhrase(PHRASE.replace('sausage', 'sausge'))).toEqual({
      status: 'unknown-words',
      words: [{ place: 6, word: 'sausge' }],
    });
  });

  it('says when the number of words is wrong', () => {
    expect(checkSeedPhrase('legal winner thank')).toEqual({ status: 'wrong-count', count: 3 });
  });

  it('says when the checksum does not fit', () => {
    expect(checkSeedPhrase(PHRASE.replace('yellow', 'year'))).toEqual({ status: 'wrong-checksum', count: 12 });
  });

  it('says nothing about nothing', () => {
    expect(checkSeedPhrase(' \n')).toEqual({ status: 'empty' });
  });
});
