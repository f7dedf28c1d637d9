/**
 * ICAO Doc 9303-3, eighth edition, section 6.A: "Transliteration of Multinational Latin-based Characters".
 *
 * The document gives upper case only; small letters are upper-cased first. Where it offers a choice (Ä: AE or A; Å: AA or A;
 * Ñ: N or NXX; Ö: OE or O; Ü: UE, UXX or U) version 1 takes the first. See {@link LATIN_ALTERNATIVES} for what that means.
 */
const ICAO_LATIN: readonly (readonly [letters: string, mrz: string])[] = [
  ['ÀÁÂÃĀĂĄ', 'A'],
  ['Å', 'AA'],
  ['ÄÆ', 'AE'],
  ['ÇĆĈĊČ', 'C'],
  ['ÐĎĐ', 'D'],
  ['ÈÉÊËĒĔĖĘĚ', 'E'],
  ['ĜĞĠĢ', 'G'],
  ['ĤĦ', 'H'],
  ['ÌÍÎÏĨĪĬĮİı', 'I'],
  ['Ĳ', 'IJ'],
  ['Ĵ', 'J'],
  ['Ķ', 'K'],
  ['ĹĻĽĿŁ', 'L'],
  ['ÑŃŅŇŊ', 'N'],
  ['ÒÓÔÕŌŎŐ', 'O'],
  ['ÖØŒ', 'OE'],
  ['ŔŖŘ', 'R'],
  ['ŚŜŞŠ', 'S'],
  ['ẞ', 'SS'],
  ['ŢŤŦ', 'T'],
  ['Þ', 'TH'],
  ['ÙÚÛŨŪŬŮŰŲ', 'U'],
  ['Ü', 'UE'],
  ['Ŵ', 'W'],
  ['ÝŶŸ', 'Y'],
  ['ŹŻŽ', 'Z'],
];

/** Not in section 6.A: the Greenlandic kra, whose modern spelling is Q. It has no capital letter in Unicode. */
const ADDED: readonly (readonly [letters: string, mrz: string])[] = [['ĸ', 'Q']];

/** What a capital Latin letter outside A–Z becomes in the machine-readable zone. */
export const LATIN: ReadonlyMap<string, string> = new Map(
  [...ICAO_LATIN, ...ADDED].flatMap(([letters, mrz]) => [...letters].map((letter) => [letter, mrz] as const)),
);

/**
 * Letters for which section 6.A leaves the issuing state a choice, so that the machine-readable zone of a real passport may
 * differ from version 1 (Turkey prints GOKHAN for Gökhan, Germany GOEKHAN).
 */
export const LATIN_ALTERNATIVES: ReadonlySet<string> = new Set(['Ä', 'Å', 'Ñ', 'Ö', 'Ü']);
