import { describe, expect, it } from '@jest/globals';
import { decodeHex, encodeHex, entropyFromWords, isBip39Mnemonic, sixWords, wordsFromEntropy } from '@wardkeep/crypto';

describe('BIP-39, its English vectors of 128 bits', () => {
  it.each([
    [
      '00000000000000000000000000000000',
      'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
    ],
    ['7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f', 'legal winner thank year wave sausage worth useful legal winner thank yellow'],
    [
      '80808080808080808080808080808080',
      'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
    ],
    ['ffffffffffffffffffffffffffffffff', 'zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong'],
    [
      '9e885d952ad362caeb4efe34a8e91bd2',
      'ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic',
    ],
    ['c0ba5a8e914111210f2bd131f3d5e08d', 'scheme spot photo card baby mountain device kick cradle pact join borrow'],
    ['23db8160a31d3e0dca3688ed941adbf3', 'cat swing flag economy stadium alone churn speed unique patch report train'],
    [
      'f30f8c1da665478f49b001d94c5fc452',
      'vessel ladder alter error federal sibling chat ability sun glass valve picture',
    ],
  ])('%s', (entropy, mnemonic) => {
    expect(wordsFromEntropy(decodeHex(entropy)).join(' ')).toBe(mnemonic);
    expect(encodeHex(entropyFromWords(mnemonic.split(' ')))).toBe(entropy);
    expect(isBip39Mnemonic(mnemonic)).toBe(true);
    // The first six words carry the first 66 bits.
    expect(sixWords(decodeHex(entropy + entropy))).toEqual(mnemonic.split(' ').slice(0, 6));
  });

  it.each([
    [
      18,
      'gravity machine north sort system female filter attitude volume fold club stay feature office ecology stable narrow fog',
    ],
    [
      24,
      'hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length',
    ],
  ])('knows a mnemonic of %d words', (count, mnemonic) => {
    expect(mnemonic.split(' ')).toHaveLength(count);
    expect(isBip39Mnemonic(mnemonic)).toBe(true);
  });
});
