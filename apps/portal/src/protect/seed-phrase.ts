import { isBip39Mnemonic, unknownBip39Words } from '@wardkeep/crypto';

/** What is right or wrong with a seed phrase as typed. */
export type SeedPhraseCheck =
  | { readonly status: 'empty' }
  /** Words that are not on the list; places count from 1, as people do. */
  | { readonly status: 'unknown-words'; readonly words: readonly { readonly place: number; readonly word: string }[] }
  | { readonly status: 'wrong-count'; readonly count: number }
  /** Every word is on the list, but together they are no phrase: a word is wrong or two have changed places. */
  | { readonly status: 'wrong-checksum'; readonly count: number }
  | { readonly status: 'valid'; readonly count: number };

const COUNTS: readonly number[] = [12, 15, 18, 21, 24];

/** One line, lower case, one space between words: what is kept of a phrase. */
export function tidySeedPhrase(text: string): string {
  return text.trim().toLowerCase().split(/\s+/).join(' ');
}

/**
 * Checks a seed phrase while it is typed (BIP-39, English list).
 *
 * @param text - as typed
 * @returns the first thing to put right
 */
export function checkSeedPhrase(text: string): SeedPhraseCheck {
  const tidy = tidySeedPhrase(text);
  if (tidy === '') return { status: 'empty' };
  const words = tidy.split(' ');
  const unknown = unknownBip39Words(tidy).map((at) => ({ place: at + 1, word: words[at] ?? '' }));
  if (unknown.length > 0) return { status: 'unknown-words', words: unknown };
  const count = words.length;
  if (!COUNTS.includes(count)) return { status: 'wrong-count', count };
  return { status: isBip39Mnemonic(tidy) ? 'valid' : 'wrong-checksum', count };
}
