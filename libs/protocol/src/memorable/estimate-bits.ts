import { COMMON_CHOICES, COMMON_PHRASES, COMMON_WORDS } from './common-choices.js';

/** What an estimate was lowered for. */
export type EstimateRemark = 'COMMON_CHOICE' | 'DATE' | 'PIN' | 'REPEATED' | 'SEQUENCE';

/** How many guesses a search would need, as a power of two, and why it is not more. */
export interface BitsEstimate {
  readonly bits: number;
  readonly remarks: ReadonlySet<EstimateRemark>;
}

// Bits that a search through people's choices, best first, spends on one element. Rough, and meant to err low.
const COMMON_CHOICE_BITS = 7;
const COMMON_WORD_BITS = 3;
const DATE_BITS = 15;
const YEAR_BITS = 6;
const SEQUENCE_BITS = 4;
const DICTIONARY_WORD_BITS = 12;
const IDEOGRAPH_BITS = 7;
const SYMBOL_BITS = 4;
const REPEAT_BITS = 1;
const DIGIT_BITS = Math.log2(10) * 0.8;
const RANDOM_LETTER_BITS = 4;

const DATE = /^(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([./-])\d{1,2}\2\d{1,2})$/;
const YEAR = /^(?:19|20)\d{2}$/;
const KEYBOARD = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
];
const RUNS = /\p{Script=Han}|[\p{L}\p{M}]+|\p{Nd}+|[^\p{L}\p{M}\p{Nd}]/gu;

/**
 * Estimates how hard normalised memorable information is to guess for someone who knows what people choose.
 *
 * Words count as dictionary words whatever their length, since sentences and names are what people remember; runs of letters
 * that no language would spell, digits and symbols count by the character. No small estimator knows quotations, addresses or
 * pets: the figure is an upper bound for what has a source, and a fair guess for what was made up.
 *
 * @param text - normalised memorable information
 * @returns the estimate
 */
export function estimateBits(text: string): BitsEstimate {
  const remarks = new Set<EstimateRemark>();
  const plain = text.replace(/[^\p{L}\p{M}\p{Nd} ]+/gu, '').trim();
  if (COMMON_CHOICES.has(text) || COMMON_PHRASES.has(plain)) {
    remarks.add('COMMON_CHOICE');
    return { bits: COMMON_CHOICE_BITS, remarks };
  }
  if (/^\p{Nd}{1,12}$/u.test(text)) remarks.add('PIN');
  const seen = new Set<string>();
  let bits = 0;
  for (const word of text.split(' ')) {
    if (seen.has(word)) {
      remarks.add('REPEATED');
      bits += REPEAT_BITS;
    } else {
      bits += wordBits(word, remarks);
    }
    seen.add(word);
  }
  return { bits: Math.round(bits * 10) / 10, remarks };
}

function wordBits(word: string, remarks: Set<EstimateRemark>): number {
  if (COMMON_CHOICES.has(word)) {
    remarks.add('COMMON_CHOICE');
    return COMMON_CHOICE_BITS;
  }
  if (DATE.test(word) || isCompactDate(word)) {
    remarks.add('DATE');
    return DATE_BITS;
  }
  return (word.match(RUNS) ?? []).reduce((bits, run) => bits + runBits(run, remarks), 0);
}

function runBits(run: string, remarks: Set<EstimateRemark>): number {
  const characters = [...run];
  if (characters.length >= 3 && new Set(characters).size === 1) {
    remarks.add('REPEATED');
    return SEQUENCE_BITS;
  }
  if (characters.length >= 3 && isSequence(run)) {
    remarks.add('SEQUENCE');
    return SEQUENCE_BITS;
  }
  if (/^\p{Script=Han}$/u.test(run)) return IDEOGRAPH_BITS;
  if (/^\p{Nd}+$/u.test(run)) {
    if (YEAR.test(run)) {
      remarks.add('DATE');
      return YEAR_BITS;
    }
    return characters.length * DIGIT_BITS;
  }
  if (!/^[\p{L}\p{M}]+$/u.test(run)) return SYMBOL_BITS;
  if (COMMON_WORDS.has(run)) return COMMON_WORD_BITS;
  const byLetter = characters.length * RANDOM_LETTER_BITS;
  return isPronounceable(run) ? Math.min(byLetter, DICTIONARY_WORD_BITS) : byLetter;
}

/** Eight digits that read as a date in any of the usual orders. */
function isCompactDate(word: string): boolean {
  const year = '(?:19|20)\\d{2}';
  const month = '(?:0[1-9]|1[0-2])';
  const day = '(?:0[1-9]|[12]\\d|3[01])';
  return new RegExp(`^(?:${year}${month}${day}|${day}${month}${year}|${month}${day}${year})$`).test(word);
}

function isSequence(run: string): boolean {
  const backwards = [...run].reverse().join('');
  return KEYBOARD.some((row) => row.includes(run) || row.includes(backwards));
}

/** Whether Latin letters could be a word: vowels, and never five consonants in a row. Other alphabets are taken for words. */
function isPronounceable(run: string): boolean {
  const letters = run.normalize('NFD').replace(/\p{M}/gu, '');
  if (!/^[a-z]+$/.test(letters)) return true;
  return /[aeiouy]/.test(letters) && !/[^aeiouy]{5}/.test(letters) && !/[aeiouy]{5}/.test(letters);
}
