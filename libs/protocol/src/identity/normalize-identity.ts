import { ProtocolError } from '../errors.js';
import { CANONICAL_IDENTITY_MAXIMUM, type CanonicalIdentity, sortWords } from './canonical-identity.js';
import { type DateOfBirth, parseDateOfBirth } from './date-of-birth.js';
import { MRZ_NAME_PLACES } from './mrz-name.js';
import { readNameWords } from './name-words.js';
import { CYRILLIC_LANGUAGES, type CyrillicLanguage } from './transliteration/cyrillic.js';

/** A person's identity as typed from their papers. */
export interface IdentityInput {
  /** From the visual zone or the machine-readable zone; may be empty when the papers show a single name under given names. */
  readonly surname: string;
  /** All given names; may be empty when the papers show a single name. */
  readonly givenNames: string;
  /** `YYYY-MM-DD` */
  readonly dateOfBirth: string;
  /** For a name typed in Cyrillic letters, its language where known (ISO 639-1); changes the result, see the Latin line. */
  readonly cyrillicLanguage?: CyrillicLanguage | undefined;
}

/** Why the machine-readable zone of the person's papers may read otherwise than the canonical form; advice, never a refusal. */
export const IDENTITY_WARNINGS = {
  /** A letter such as Ö, for which each state chooses between spellings (OE or O). */
  MRZ_MAY_DIFFER: 'compare with the machine-readable line: states spell Ä Å Ñ Ö Ü in more than one way',
  /** The name was typed in Cyrillic or Arabic letters. */
  SCRIPT_TRANSLITERATED: 'compare with the Latin line of the passport: many states transliterate otherwise',
  /** The name fills the machine-readable zone of an identity card or a passport, which cuts what does not fit. */
  MRZ_TRUNCATES: 'type the full name of the visual zone: the machine-readable line has no room for all of it',
  /** A title or suffix, which the machine-readable zone leaves out unless it is legally part of the name. */
  TITLE_NOT_IN_MRZ: 'leave out titles and suffixes that the machine-readable line does not have',
} as const;

/** One code of {@link IDENTITY_WARNINGS}. */
export type IdentityWarning = keyof typeof IDENTITY_WARNINGS;

/** An identity that two people typing from the same papers arrive at alike. */
export interface NormalizedIdentity {
  readonly canonical: CanonicalIdentity;
  /** The form to show, to compare with the passport: surname, comma, given names, all in the letters A–Z, and the date. */
  readonly display: string;
  readonly dateOfBirth: DateOfBirth;
  readonly warnings: readonly IdentityWarning[];
}

const TITLES = new Set(['DR', 'PROF', 'SIR', 'MR', 'MRS', 'MS', 'JR', 'SR', 'II', 'III']);

/**
 * Normalises an identity, version 1 (protocol.md §5).
 *
 * Names are read as ICAO Doc 9303-3 writes them in the machine-readable zone (§4.6, §6), and the words of surname and given
 * names are sorted together. So the order of names, their case, accents, hyphens, apostrophes and the zone they were typed from
 * do not matter. What still matters: every word counts, so a middle name left out is another identity; a name that the
 * machine-readable zone had no room for does not equal the full name (see `isTruncationOf`); and states that choose another
 * spelling than the first one of the ICAO tables need the machine-readable line typed by everyone. Warnings say when.
 *
 * @param input - the identity as typed
 * @param now - the present time, milliseconds since 1970
 * @returns the canonical form, the form to show, and what to compare
 * @throws ProtocolError IDENTITY_MALFORMED when there is no name, or a field is too long or holds what no name has
 * @throws ProtocolError IDENTITY_DATE_INVALID when the date is not a real one from 1850-01-01 to today
 * @throws ProtocolError SCRIPT_NOT_SUPPORTED when a name is in a script without a transliteration table
 */
export function normalizeIdentity(input: IdentityInput, now: number): NormalizedIdentity {
  const language = readLanguage(input.cyrillicLanguage);
  const surname = readNameWords(input.surname, 'surname', language);
  const givenNames = readNameWords(input.givenNames, 'givenNames', language);
  const dateOfBirth = parseDateOfBirth(input.dateOfBirth, now);
  const words = sortWords([...surname.words, ...givenNames.words]);
  if (words.length === 0) throw new ProtocolError('IDENTITY_MALFORMED', 'surname or givenNames must have a letter');
  const canonical = `v1|${words.join(' ')}|${dateOfBirth}`;
  if (canonical.length > CANONICAL_IDENTITY_MAXIMUM) {
    throw new ProtocolError(
      'IDENTITY_MALFORMED',
      `surname and givenNames must make at most ${CANONICAL_IDENTITY_MAXIMUM} bytes, got ${canonical.length}`,
    );
  }
  const warnings: IdentityWarning[] = [];
  if (surname.hasAlternatives || givenNames.hasAlternatives) warnings.push('MRZ_MAY_DIFFER');
  if ([...surname.scripts, ...givenNames.scripts].some((script) => script !== 'latin')) {
    warnings.push('SCRIPT_TRANSLITERATED');
  }
  if (words.join('<').length + 1 >= MRZ_NAME_PLACES.identityCard) warnings.push('MRZ_TRUNCATES');
  if (words.some((word) => TITLES.has(word))) warnings.push('TITLE_NOT_IN_MRZ');
  const shown = [surname.words, givenNames.words].filter((part) => part.length > 0).map((part) => part.join(' '));
  return {
    canonical: canonical as CanonicalIdentity,
    display: `${shown.join(', ')}, ${dateOfBirth}`,
    dateOfBirth,
    warnings,
  };
}

function readLanguage(language: CyrillicLanguage | undefined): CyrillicLanguage | null {
  if (language === undefined) return null;
  if (!CYRILLIC_LANGUAGES.includes(language)) {
    throw new ProtocolError(
      'IDENTITY_MALFORMED',
      `cyrillicLanguage must be one of ${CYRILLIC_LANGUAGES.join(', ')} or left out`,
    );
  }
  return language;
}
