import { entropyToMnemonic, mnemonicToEntropy, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { requireLength, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';

const TWELVE_WORDS_BYTES = 16;
const SIX = 6;
const BITS_A_WORD = 11;

/**
 * Twelve English words for 128 bits, with BIP-39's checksum of 4 bits: made to be read aloud.
 * @param entropy - 16 bytes
 * @returns twelve words
 * @throws CryptoError BYTES_MALFORMED
 */
export function wordsFromEntropy(entropy: Uint8Array): string[] {
  requireLength(entropy, TWELVE_WORDS_BYTES, 'entropy of twelve words');
  return entropyToMnemonic(new Uint8Array(entropy), wordlist).split(' ');
}

/**
 * @param words - twelve English BIP-39 words, lower case
 * @returns the 16 bytes that they stand for
 * @throws CryptoError WORDS_INVALID when a word is unknown, the number is wrong or the checksum does not fit
 */
export function entropyFromWords(words: readonly string[]): Bytes {
  if (words.length !== 12) throw new CryptoError('WORDS_INVALID', `words must be 12, got ${String(words.length)}`);
  try {
    return new Uint8Array(mnemonicToEntropy(words.join(' '), wordlist));
  } catch {
    throw new CryptoError('WORDS_INVALID', 'words are not from the english bip-39 list or their checksum does not fit');
  }
}

/**
 * Six words for the first 66 bits of a digest, to be compared by two people. No checksum: a difference is the signal.
 * @param digest - 32 bytes
 * @returns six words
 * @throws CryptoError BYTES_MALFORMED
 */
export function sixWords(digest: Uint8Array): string[] {
  requireLength(digest, 32, 'digest of six words');
  let bits = 0n;
  for (const byte of digest.subarray(0, 9)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: SIX }, (_, i) => i).flatMap((i) => {
    const number = Number((bits >> BigInt(72 - BITS_A_WORD * (i + 1))) & 2047n);
    return wordlist.slice(number, number + 1);
  });
}

/**
 * @param text - words with any white space between them, in any case
 * @returns whether they are an English BIP-39 mnemonic (12, 15, 18, 21 or 24 words) with a correct checksum
 */
export function isBip39Mnemonic(text: string): boolean {
  return validateMnemonic(text.trim().toLowerCase().split(/\s+/).join(' '), wordlist);
}

/**
 * @param text - words with any white space between them, in any case
 * @returns which words are not on the English BIP-39 list, counted from 0
 */
export function unknownBip39Words(text: string): number[] {
  const words = text.trim().toLowerCase().split(/\s+/);
  return words.flatMap((word, at) => (word === '' || wordlist.includes(word) ? [] : [at]));
}
