import type { IdentityInput } from '../identity/normalize-identity.js';
import { type EstimateRemark, estimateBits } from './estimate-bits.js';
import { normalizeMemorableText } from './normalize-memorable.js';

/** How much memorable information withstands: `name` is nothing but the owner's own data. */
export type MemorableLevel = 'name' | 'weak' | 'fair' | 'strong';

/** Why an assessment is not better. */
export type MemorableWarning = EstimateRemark | 'CONTAINS_BIRTH_DATE' | 'CONTAINS_NAME' | 'ONLY_OWNERS_DATA' | 'SHORT';

/** An honest opinion of memorable information; advice, never a refusal. */
export interface MemorableAssessment {
  /** Guesses that a search needs, as a power of two; an estimate that is meant to err low. */
  readonly bits: number;
  readonly level: MemorableLevel;
  readonly warnings: readonly MemorableWarning[];
}

/** Least bits of the upper levels. */
export const MEMORABLE_LEVEL_BITS = Object.freeze({ fair: 30, strong: 50 });

const SHORT_CHARACTERS = 6;
// Whoever knows the owner tries the name in its few orders and formats first.
const OWN_WORD_BITS = 1;
const OWN_DATE_BITS = 2;

/**
 * Assesses memorable information for the strength meter.
 *
 * While fewer than t guardians collude, even a weak choice stands behind the guess guard: ten guesses, each in sight of the
 * guardians. The level says what is left when t or more guardians collude. They then search offline, bounded only by Argon2id
 * at 64 MiB and three passes, about ten guesses a second on one processor core: at 30 bits some three core-years, within reach
 * of anyone who rents machines; at 50 bits some three million. At level `name` there is nothing to search: t colluding
 * guardians, or anyone who stole what they hold, read the backup at once.
 *
 * @param text - as typed
 * @param identity - the owner's identity, to recognise what everyone who knows the owner would try
 * @returns the estimate, its level and what lowered it
 * @throws ProtocolError with the codes of `normalizeMemorable`, for what would not be accepted at all
 */
export function assessMemorable(text: string, identity?: IdentityInput): MemorableAssessment {
  const normalized = normalizeMemorableText(text);
  const warnings = new Set<MemorableWarning>();
  const { rest, ownBits } = removeOwnersData(normalized, identity, warnings);
  const estimate = rest === '' ? { bits: 0, remarks: [] } : estimateBits(rest);
  for (const remark of estimate.remarks) warnings.add(remark);
  const bits = Math.round((ownBits + estimate.bits) * 10) / 10;
  if (rest === '') warnings.add('ONLY_OWNERS_DATA');
  if ([...normalized].length < SHORT_CHARACTERS) warnings.add('SHORT');
  return { bits, level: rest === '' ? 'name' : levelOf(bits), warnings: [...warnings] };
}

function levelOf(bits: number): MemorableLevel {
  if (bits < MEMORABLE_LEVEL_BITS.fair) return 'weak';
  return bits < MEMORABLE_LEVEL_BITS.strong ? 'fair' : 'strong';
}

/** Takes out the words of the owner's names and the ways to write the date of birth. */
function removeOwnersData(
  text: string,
  identity: IdentityInput | undefined,
  warnings: Set<MemorableWarning>,
): { readonly rest: string; readonly ownBits: number } {
  if (identity === undefined) return { rest: text, ownBits: 0 };
  const names = new Set([...wordsOf(identity.surname), ...wordsOf(identity.givenNames)]);
  const dates = new Set(datesOf(identity.dateOfBirth));
  const rest: string[] = [];
  let ownBits = 0;
  for (const word of text.split(' ')) {
    const bare = bareWord(word);
    if (bare !== '' && dates.has(bare)) {
      warnings.add('CONTAINS_BIRTH_DATE');
      ownBits += OWN_DATE_BITS;
    } else if (bare !== '' && (names.has(bare) || isJoinOf(bare, names))) {
      warnings.add('CONTAINS_NAME');
      ownBits += OWN_WORD_BITS;
    } else {
      rest.push(word);
    }
  }
  return { rest: rest.join(' '), ownBits };
}

/** Without accents and punctuation, so that `müller,` is recognised as Muller's name. */
function bareWord(word: string): string {
  return word.normalize('NFD').replace(/[^\p{L}\p{Nd}]+/gu, '');
}

function wordsOf(name: string): string[] {
  if (name.trim() === '') return [];
  return normalizeMemorableText(name)
    .split(/[\s<-]+/)
    .map(bareWord)
    .filter((word) => word !== '');
}

/** Whether a word is names run together, as in `annaeriksson`. */
function isJoinOf(word: string, names: ReadonlySet<string>): boolean {
  const reachable = new Set([0]);
  for (let at = 0; at < word.length; at += 1) {
    if (!reachable.has(at)) continue;
    for (const name of names) if (word.startsWith(name, at)) reachable.add(at + name.length);
  }
  return reachable.has(word.length);
}

function datesOf(dateOfBirth: string): string[] {
  const [year = '', month = '', day = ''] = dateOfBirth.split('-');
  const short = year.slice(2);
  const [m, d] = [month.replace(/^0/, ''), day.replace(/^0/, '')];
  const orders = [year, short].flatMap((y) => [
    ...[`${y}${month}${day}`, `${day}${month}${y}`, `${month}${day}${y}`],
    ...[`${y}${m}${d}`, `${d}${m}${y}`, `${m}${d}${y}`],
  ]);
  return [year, ...orders];
}
