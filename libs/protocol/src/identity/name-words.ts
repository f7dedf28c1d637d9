import { ProtocolError } from '../errors.js';
import type { CyrillicLanguage } from './transliteration/cyrillic.js';
import { LATIN, LATIN_ALTERNATIVES } from './transliteration/latin.js';
import { type TransliteratedScript, transliterateWord } from './transliteration/transliterate-word.js';

/** Most UTF-16 code units that one name field may have. */
export const NAME_FIELD_MAXIMUM = 200;

/** The words of one name field in the letters of the machine-readable zone, in the order typed. */
export interface NameWords {
  readonly words: readonly string[];
  readonly scripts: ReadonlySet<TransliteratedScript>;
  /** Whether a letter was met for which ICAO leaves the issuing state a choice. */
  readonly hasAlternatives: boolean;
}

/** White_Space, every dash, the commas, and the filler of the machine-readable zone end a name component (§4.6). */
const SEPARATOR = /[\p{White_Space}\p{Pd}\u2212,\u060C\u3001\uFF0C<\uFF1C]+/u;

/**
 * Dropped without a trace (§4.6: apostrophes and all other punctuation are omitted, nothing is inserted): punctuation, the
 * modifier letters and accents that are typed as apostrophes, and invisible format characters.
 */
const OMITTED = /[\p{P}\p{Cf}\u02B9-\u02BF\u02C8\u02CA\u02CB\u0060\u00B4]+/gu;

/**
 * Reads one name field, typed from the visual zone or from the machine-readable zone, by ICAO Doc 9303-3 sections 4.6 and 6.
 *
 * @param text - the field as typed
 * @param field - its name, for messages
 * @param language - the language of a Cyrillic name, `null` when it is not known
 * @returns the words in the letters A–Z
 * @throws ProtocolError IDENTITY_MALFORMED when the field is too long or holds what no name has
 * @throws ProtocolError SCRIPT_NOT_SUPPORTED when a letter has no entry in the tables
 */
export function readNameWords(text: string, field: string, language: CyrillicLanguage | null): NameWords {
  if (text.length > NAME_FIELD_MAXIMUM) {
    throw new ProtocolError(
      'IDENTITY_MALFORMED',
      `${field} must be at most ${NAME_FIELD_MAXIMUM} characters, got ${text.length}`,
    );
  }
  const capitals = toCapitals([...toCapitals(text)].map(expandCompatibility).join(''));
  const scripts = new Set<TransliteratedScript>();
  const words: string[] = [];
  for (const component of capitals.split(SEPARATOR)) {
    const { letters, script } = transliterateWord(component.replace(OMITTED, '').normalize('NFC'), field, language);
    if (script !== null) scripts.add(script);
    if (letters !== '') words.push(foldAlternatives(letters));
  }
  return { words, scripts, hasAlternatives: [...capitals].some((letter) => LATIN_ALTERNATIVES.has(letter)) };
}

/** Upper case without a locale: `i` gives I everywhere, also on a device set to Turkish. */
function toCapitals(text: string): string {
  return text.normalize('NFC').toUpperCase().normalize('NFC');
}

/** Full-width letters, ligatures and digraphs (Ａ, ﬁ, ǅ, Arabic presentation forms) are read as the letters they stand for. */
function expandCompatibility(character: string): string {
  if (LATIN.has(character) || !/^[\p{L}\p{Nl}]$/u.test(character)) return character;
  return character.normalize('NFKC');
}

/**
 * Section 6.A lets a state write Ñ as NXX and Ü as UXX (appendix B: CAÑON is CANXXON). The letters that version 1 takes are put
 * in their place, in whatever was typed, so that both spellings stay equal.
 */
function foldAlternatives(letters: string): string {
  return letters.replace(/N(?:XX)+/g, 'N').replace(/U(?:XX)+/g, 'UE');
}
