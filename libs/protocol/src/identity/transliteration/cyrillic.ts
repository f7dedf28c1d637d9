/** Languages for which ICAO Doc 9303-3 section 6.B prints exceptions; ISO 639-1 codes. */
export const CYRILLIC_LANGUAGES = ['be', 'bg', 'mk', 'sr', 'uk'] as const;

/** A language whose Cyrillic letters are transliterated by the exceptions of section 6.B. */
export type CyrillicLanguage = (typeof CYRILLIC_LANGUAGES)[number];

/**
 * ICAO Doc 9303-3, eighth edition, section 6.B: "Transliteration of Cyrillic Characters", where the language is not known.
 *
 * As printed, also where the print looks like a slip: U+04BA is given as C, its glyph taken for Ћ, and the Macedonian exception
 * GJ stands at U+0492 instead of U+0403. Rows that the document omits are in {@link ADDED}.
 */
const ICAO_CYRILLIC: Readonly<Record<string, string>> = {
  Ё: 'E',
  Ђ: 'D',
  Є: 'IE',
  Ѕ: 'DZ',
  І: 'I',
  Ї: 'I',
  Ј: 'J',
  Љ: 'LJ',
  Њ: 'NJ',
  Ќ: 'K',
  Ў: 'U',
  Џ: 'DZ',
  А: 'A',
  Б: 'B',
  В: 'V',
  Г: 'G',
  Д: 'D',
  Е: 'E',
  Ж: 'ZH',
  З: 'Z',
  И: 'I',
  Й: 'I',
  К: 'K',
  Л: 'L',
  М: 'M',
  Н: 'N',
  О: 'O',
  П: 'P',
  Р: 'R',
  С: 'S',
  Т: 'T',
  У: 'U',
  Ф: 'F',
  Х: 'KH',
  Ц: 'TS',
  Ч: 'CH',
  Ш: 'SH',
  Щ: 'SHCH',
  Ъ: 'IE',
  Ы: 'Y',
  Э: 'E',
  Ю: 'IU',
  Я: 'IA',
  Ѫ: 'U',
  Ѵ: 'Y',
  Ґ: 'G',
  Ғ: 'G',
  Һ: 'C',
};

/** Letters that section 6.B omits: the soft sign is not written in any passport, Ћ is Latin Ć, Ѓ follows Ќ. */
const ADDED: Readonly<Record<string, string>> = { Ь: '', Ћ: 'C', Ѓ: 'G' };

/**
 * The exceptions of section 6.B, and Ѓ for Macedonian, where the document prints Ғ. One deviation: the document gives Serbian Г
 * as H, a rule of its eastern neighbours; Serbian passports print G (ДРАГАН is DRAGAN), so the general column stands.
 */
const EXCEPTIONS: Readonly<Record<CyrillicLanguage, Readonly<Record<string, string>>>> = {
  be: { Ё: 'IO', Г: 'H' },
  bg: { Щ: 'SHT' },
  mk: { Ќ: 'KJ', Џ: 'DJ', Х: 'H', Ц: 'C', Ғ: 'GJ', Ѓ: 'GJ' },
  sr: { Ж: 'Z', Х: 'H', Ц: 'C', Ч: 'C', Ш: 'S' },
  uk: { Г: 'H', И: 'Y' },
};

/** Section 6.B: "except if Ukrainian first character", taken as the first of a name component. */
const UKRAINIAN_INITIALS: Readonly<Record<string, string>> = { Є: 'YE', Ї: 'YI', Й: 'Y', Ю: 'YU', Я: 'YA' };

/**
 * Transliterates one capital Cyrillic letter.
 *
 * @param letter - one capital letter in NFC
 * @param language - the language of the name; `null` when it is not known, which gives the general column of the table
 * @param isInitial - whether the letter begins a name component
 * @returns the letters of the machine-readable zone, or `null` for a letter without an entry
 */
export function transliterateCyrillic(
  letter: string,
  language: CyrillicLanguage | null,
  isInitial: boolean,
): string | null {
  if (language === 'uk' && isInitial && Object.hasOwn(UKRAINIAN_INITIALS, letter)) {
    return UKRAINIAN_INITIALS[letter] ?? null;
  }
  const exception = language === null ? undefined : EXCEPTIONS[language][letter];
  return exception ?? ICAO_CYRILLIC[letter] ?? ADDED[letter] ?? null;
}
