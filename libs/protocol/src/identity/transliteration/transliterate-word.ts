import { ProtocolError } from '../../errors.js';
import { ARABIC, SHADDA, TEH_MARBUTA } from './arabic.js';
import { type CyrillicLanguage, transliterateCyrillic } from './cyrillic.js';
import { LATIN } from './latin.js';

/** A script that has a table in ICAO Doc 9303-3 section 6. */
export type TransliteratedScript = 'arabic' | 'cyrillic' | 'latin';

/** One word in the letters of the machine-readable zone, and the script that it was written in. */
export interface TransliteratedWord {
  /** Letters A–Z; empty when nothing of the word is encoded. */
  readonly letters: string;
  /** `null` when the word has no letter at all. */
  readonly script: TransliteratedScript | null;
}

const ADVICE = 'type the Latin line of the passport';
const REMOVABLE_MARK = /^[\p{Script=Inherited}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}]$/u;

interface Letter {
  readonly letters: string;
  readonly script: TransliteratedScript;
}

/**
 * Transliterates one word by ICAO Doc 9303-3 section 6 and removes the combining marks that no table names.
 *
 * @param word - one word, upper case, in NFC, without punctuation
 * @param field - the field that the word was typed in, for the message
 * @param language - the language of a Cyrillic name, `null` when it is not known
 * @returns the word in the letters A–Z
 * @throws ProtocolError SCRIPT_NOT_SUPPORTED when a letter has no entry in the tables
 * @throws ProtocolError IDENTITY_MALFORMED when the word mixes scripts, or holds something that is no letter
 */
export function transliterateWord(word: string, field: string, language: CyrillicLanguage | null): TransliteratedWord {
  const characters = [...word];
  const lastLetter = characters.findLastIndex((character) => !/^\p{M}$/u.test(character));
  let letters = '';
  let previous = '';
  let script: TransliteratedScript | null = null;
  for (const [at, character] of characters.entries()) {
    if (character === SHADDA) {
      letters += previous;
      continue;
    }
    if (/^\p{M}$/u.test(character)) {
      if (!REMOVABLE_MARK.test(character)) throw refusal(character, field);
      continue;
    }
    const letter = findLetter(character, { language, isFirst: at === 0, isLast: at === lastLetter });
    if (letter === null) throw refusal(character, field);
    if (script !== null && letter.script !== script) {
      throw new ProtocolError(
        'IDENTITY_MALFORMED',
        `${field} mixes ${script} and ${letter.script} letters in one word`,
      );
    }
    script = letter.script;
    previous = letter.letters;
    letters += letter.letters;
  }
  return { letters, script };
}

interface Place {
  readonly language: CyrillicLanguage | null;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Looks a letter up whole, then with ever fewer of its marks, so that Ǟ is read as Ä and Ễ as Ê. */
function findLetter(character: string, place: Place): Letter | null {
  const whole = findEntry(character, place);
  if (whole !== null) return whole;
  const parts = [...character.normalize('NFD')];
  for (let kept = parts.length - 1; kept > 0; kept -= 1) {
    const entry = findEntry(parts.slice(0, kept).join('').normalize('NFC'), place);
    if (entry !== null) return entry;
  }
  return null;
}

function findEntry(letter: string, { language, isFirst, isLast }: Place): Letter | null {
  if (/^[A-Z]$/.test(letter)) return { letters: letter, script: 'latin' };
  const latin = LATIN.get(letter);
  if (latin !== undefined) return { letters: latin, script: 'latin' };
  const cyrillic = transliterateCyrillic(letter, language, isFirst);
  if (cyrillic !== null) return { letters: cyrillic, script: 'cyrillic' };
  if (letter === TEH_MARBUTA.letter) {
    return { letters: isLast ? TEH_MARBUTA.atEnd : TEH_MARBUTA.elsewhere, script: 'arabic' };
  }
  const arabic = ARABIC.get(letter);
  return arabic === undefined ? null : { letters: arabic, script: 'arabic' };
}

function refusal(character: string, field: string): ProtocolError {
  if (/^[\p{L}\p{M}]$/u.test(character)) {
    return new ProtocolError('SCRIPT_NOT_SUPPORTED', `${field} has a letter without a transliteration: ${ADVICE}`);
  }
  const what = /^\p{N}$/u.test(character) ? 'a digit' : 'a character that no name has';
  return new ProtocolError('IDENTITY_MALFORMED', `${field} has ${what}: ${ADVICE}`);
}
