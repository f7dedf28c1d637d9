import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProtocolErrorCode } from '../errors.js';
import { parseCanonicalIdentity } from './canonical-identity.js';
import { isTruncationOf, parseMrzName } from './mrz-name.js';
import { NAME_FIELD_MAXIMUM } from './name-words.js';
import { type IdentityInput, normalizeIdentity } from './normalize-identity.js';
import type { CyrillicLanguage } from './transliteration/cyrillic.js';

interface Names {
  surname: string;
  givenNames: string;
}
interface Pair extends Names {
  note: string;
  mrz: string;
  cyrillicLanguage?: CyrillicLanguage;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/icao9303/mrz-pairs.json', import.meta.url), 'utf8'),
) as { pairs: Pair[]; different: { note: string; one: Names; other: Names }[]; truncated: (Names & { mrz: string })[] };

const NOW = Date.UTC(2026, 0, 15);
const BORN = '1974-08-12';

function normalize(surname: string, givenNames: string, more: Partial<IdentityInput> = {}) {
  return normalizeIdentity({ surname, givenNames, dateOfBirth: BORN, ...more }, NOW);
}
const canonical = (surname: string, givenNames: string, more: Partial<IdentityInput> = {}) =>
  normalize(surname, givenNames, more).canonical;
const withCode = (code: ProtocolErrorCode) => expect.objectContaining({ name: 'ProtocolError', code });

describe('when the same papers are read from either zone', () => {
  it.each(vectors.pairs)('$note: $surname / $givenNames equals $mrz', ({ surname, givenNames, mrz, ...language }) => {
    const more = language.cyrillicLanguage === undefined ? {} : { cyrillicLanguage: language.cyrillicLanguage };
    const visual = canonical(surname, givenNames, more);
    const machine = parseMrzName(mrz);
    expect(canonical(machine.surname, machine.givenNames)).toBe(visual);
    // With the fillers left in, in one field, in small letters, and in the other order.
    const field = mrz.length === 44 ? mrz.slice(5) : mrz;
    expect(canonical(field, '')).toBe(visual);
    expect(canonical('', field.toLowerCase())).toBe(visual);
    expect(canonical(givenNames, surname, more)).toBe(visual);
    expect(canonical(surname.toLowerCase(), givenNames.toUpperCase(), more)).toBe(visual);
    expect(canonical(surname.normalize('NFD'), givenNames.normalize('NFD'), more)).toBe(visual);
  });

  it.each(vectors.different)('keeps apart: $note', ({ one, other }) => {
    expect(canonical(one.surname, one.givenNames)).not.toBe(canonical(other.surname, other.givenNames));
  });

  it('keeps apart two people born on different days', () => {
    expect(canonical('ERIKSSON', 'ANNA')).not.toBe(canonical('ERIKSSON', 'ANNA', { dateOfBirth: '1974-08-13' }));
  });
});

describe('when a machine-readable zone had no room for the whole name', () => {
  it.each(vectors.truncated)('$mrz does not match, but is recognised', ({ surname, givenNames, mrz }) => {
    const machine = parseMrzName(mrz);
    const short = canonical(machine.surname, machine.givenNames);
    const full = normalize(surname, givenNames);
    expect(machine.mayBeTruncated).toBe(true);
    expect(short).not.toBe(full.canonical);
    expect(full.warnings).toContain('MRZ_TRUNCATES');
    expect(isTruncationOf(short, full.canonical)).toBe(true);
    expect(isTruncationOf(full.canonical, short)).toBe(false);
  });

  it.each([
    ['another person', canonical('BENNET', 'DINGO')],
    ['another date', canonical('BENNEL WOOLOO', 'DIN', { dateOfBirth: '1974-08-13' })],
    ['one word for two', canonical('WARR WARR', 'DINGO')],
  ])('does not take %s for a truncation', (_, other) => {
    const full = canonical('BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL', 'DINGO POTOROO');
    expect(isTruncationOf(other, full)).toBe(false);
  });

  it('does not take a name for a truncation of itself', () => {
    expect(isTruncationOf(canonical('A', 'B'), canonical('A', 'B'))).toBe(false);
  });
});

describe('when a name is put into its forms', () => {
  it('sorts the words of both names by bytes and keeps the date', () => {
    expect(canonical('van der Muellen', 'Martin')).toBe('v1|DER MARTIN MUELLEN VAN|1974-08-12');
  });

  it('shows the words in the order typed', () => {
    expect(normalize('Müller-Lüdenscheidt', 'Jörg').display).toBe('MUELLER LUEDENSCHEIDT, JOERG, 1974-08-12');
    expect(normalize('', 'Sukarno').display).toBe('SUKARNO, 1974-08-12');
  });

  it.each([
    ['i in a Turkish word', 'ibrahim', 'IBRAHIM'],
    ['dotted I, decomposed', 'I\u0307brahim', 'IBRAHIM'],
    ['small i with a dot above', 'i\u0307brahim', 'IBRAHIM'],
    ['A and a combining diaeresis', 'Ka\u0308the', 'KAETHE'],
    ['marks without a precomposed letter', 'x\u0323y\u0325z\u0302', 'XYZ'],
    ['full stops', 'J.R.R. Tolkien', 'JRR TOLKIEN'],
    ['soft hyphen and zero-width space', 'Eriks\u00ADson\u200B', 'ERIKSSON'],
    ['a non-breaking hyphen', 'Smith\u2011Jones', 'JONES SMITH'],
    ['a minus sign', 'Smith\u2212Jones', 'JONES SMITH'],
    ['a ligature of typography', 'Griﬃth', 'GRIFFITH'],
    ['every apostrophe', "O'N`e´i’l‘lʼsʻ", 'ONEILLS'],
    ['UXX for Ü', 'MUXXLLER', 'MUELLER'],
    ['a lone comma and tabs', ',\tAnna ,\n Maria', 'ANNA MARIA'],
    ['Arabic presentation forms', '\uFEFB', 'LA'],
    ['Persian zero-width non-joiner', 'علی\u200Cرضا', 'ELXYARXDZA'],
    ['stress marks on Cyrillic', 'Ива\u0301нов', 'IVANOV'],
  ])('reads %s', (_, typed, words) => {
    expect(canonical(typed, '')).toBe(`v1|${words}|${BORN}`);
  });

  it('does not depend on the locale of the device', () => {
    expect('i'.toLocaleUpperCase('tr')).toBe('İ');
    expect(canonical('sinirli', '')).toBe(`v1|SINIRLI|${BORN}`);
  });
});

describe('when a script has no table', () => {
  it.each([
    ['Han', '山田'],
    ['Hangul', '김'],
    ['Hiragana', 'やまだ'],
    ['half-width Katakana', 'ﾔﾏﾀﾞ'],
    ['Greek', 'Παπαδόπουλος'],
    ['Hebrew', 'כהן'],
    ['Devanagari', 'शर्मा'],
    ['Thai', 'สมชาย'],
    ['Georgian', 'გელა'],
    ['Armenian', 'Պետրոսյան'],
    ['Tamil', 'குமார்'],
    ['Amharic', 'አበበ'],
    ['Kazakh letters of Cyrillic', 'Әлия'],
    ['Azerbaijani schwa', 'Əliyev'],
  ])('throws SCRIPT_NOT_SUPPORTED for %s, with advice', (_, name) => {
    expect(() => canonical(name, 'Anna')).toThrow(withCode('SCRIPT_NOT_SUPPORTED'));
    expect(() => canonical('Eriksson', name)).toThrow(/^givenNames .*type the Latin line of the passport$/);
  });

  it('throws SCRIPT_NOT_SUPPORTED for a mark of such a script on a Latin letter', () => {
    expect(() => canonical('A\u0E31', '')).toThrow(withCode('SCRIPT_NOT_SUPPORTED'));
  });
});

describe('when the input is not a name', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \t'],
    ['punctuation only', "-.'"],
    ['fillers only', '<<<'],
    ['a soft sign only', 'ь'],
    ['digits', 'HENRY 8'],
    ['Arabic digits', 'أحمد ٣'],
    ['symbols', 'A+B'],
    ['an emoji', 'ANNA 🙂'],
    ['a control character', 'ANN\u0000A'],
    ['a lone surrogate', 'ANN\uD800A'],
    ['a private character', 'ANN\uE000A'],
    ['Latin and Cyrillic in one word', 'Иvan'],
    ['a field that is too long', 'A'.repeat(NAME_FIELD_MAXIMUM + 1)],
  ])('throws IDENTITY_MALFORMED for %s', (_, name) => {
    expect(() => canonical(name, '')).toThrow(withCode('IDENTITY_MALFORMED'));
  });

  it('throws IDENTITY_MALFORMED when transliteration makes the name too long', () => {
    const long = '\u0679'.repeat(NAME_FIELD_MAXIMUM);
    expect(() => canonical(long, long)).toThrow(withCode('IDENTITY_MALFORMED'));
  });

  it('throws IDENTITY_MALFORMED for a language without a table', () => {
    const cyrillicLanguage = 'kk' as CyrillicLanguage;
    expect(() => canonical('А', '', { cyrillicLanguage })).toThrow(withCode('IDENTITY_MALFORMED'));
  });

  it('does not repeat the name in its message', () => {
    expect(() => canonical('Secretname 7', '')).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/secret/i) }),
    );
  });

  it('throws IDENTITY_DATE_INVALID for a date that does not exist', () => {
    expect(() => canonical('A', 'B', { dateOfBirth: '1974-02-30' })).toThrow(withCode('IDENTITY_DATE_INVALID'));
  });
});

describe('when the machine-readable line may read otherwise', () => {
  it.each([
    ['Ö', 'Gökhan', 'MRZ_MAY_DIFFER'],
    ['ñ in NFD', 'Nun\u0303ez', 'MRZ_MAY_DIFFER'],
    ['Cyrillic', 'Иванов', 'SCRIPT_TRANSLITERATED'],
    ['Arabic', 'محمد', 'SCRIPT_TRANSLITERATED'],
    ['a title', 'Dr. Mustermann', 'TITLE_NOT_IN_MRZ'],
    ['a name of thirty places', 'ABCDEFGHIJ KLMNOPQRST UVWXYZABC', 'MRZ_TRUNCATES'],
  ])('warns of %s', (_, surname, warning) => {
    expect(normalize(surname, '').warnings).toEqual([warning]);
  });

  it('says nothing about a plain name', () => {
    expect(normalize('Ștefănescu-Dvořák', 'Łucja').warnings).toEqual([]);
  });
});

const letter = fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyzäöüßñçåøæþðłéêıİşğőřůœĳŋħ'));
const latinWord = fc.string({ unit: letter, minLength: 1, maxLength: 8 });
const latinName = fc.array(latinWord, { minLength: 1, maxLength: 5 });

describe('properties of normalizeIdentity', () => {
  it('is idempotent: the canonical words and the form shown give the same again', () => {
    fc.assert(
      fc.property(latinName, latinName, (surname, given) => {
        const { canonical: once, display } = normalize(surname.join(' '), given.join('-'));
        const [, words = ''] = once.split('|');
        expect(canonical(words, '')).toBe(once);
        expect(canonical(display.slice(0, -BORN.length), '')).toBe(once);
        expect(parseCanonicalIdentity(once)).toBe(once);
      }),
    );
  });

  it('does not depend on the order of words, nor on which name they stand in', () => {
    const shuffled = latinName.chain((words) =>
      fc.tuple(
        fc.constant(words),
        fc.shuffledSubarray(words, { minLength: words.length }),
        fc.nat({ max: words.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([words, others, cut]) => {
        const moved = canonical(others.slice(0, cut).join(' '), others.slice(cut).join(' '));
        expect(moved).toBe(canonical(words.join(' '), ''));
      }),
    );
  });

  it('does not depend on case, composition or kind of separator', () => {
    fc.assert(
      fc.property(latinName, fc.constantFrom(' ', '-', '<', ', ', '\u00A0', '<<', ' – '), (words, separator) => {
        const plain = canonical(words.join(' '), '');
        expect(canonical(words.join(separator).toUpperCase(), '')).toBe(plain);
        expect(canonical(words.join(separator).normalize('NFD'), '')).toBe(plain);
      }),
    );
  });

  it('gives canonical form or a coded refusal for any text at all', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(text, text, (surname, given) => {
        try {
          parseCanonicalIdentity(canonical(surname, given));
        } catch (error) {
          expect(['IDENTITY_MALFORMED', 'SCRIPT_NOT_SUPPORTED']).toContain((error as { code?: string }).code);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
