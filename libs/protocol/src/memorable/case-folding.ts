/**
 * Unicode full case folding (Unicode Standard §3.13, CaseFolding.txt statuses C and F) for text in NFKD.
 *
 * Lower-casing is not case folding: ß stays ß, final ς differs from σ, Cherokee folds to capitals. On decomposed text the two
 * differ only in the entries below; every other folding of CaseFolding.txt is the lower case of its letters. Test vectors hold
 * the complete table. Turkic foldings (status T) are not used, because the language of a text is not known: I and ı stay
 * different letters.
 */
const NOT_LOWER_CASE: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ẞ', 'ss'],
  ['ς', 'σ'],
  ['\u0345', 'ι'],
  // Slavonic letter shapes fold to the letters that they are shapes of.
  ['\u1C80', 'в'],
  ['\u1C81', 'д'],
  ['\u1C82', 'о'],
  ['\u1C83', 'с'],
  ['\u1C84', 'т'],
  ['\u1C85', 'т'],
  ['\u1C86', 'ъ'],
  ['\u1C87', 'ѣ'],
  ['\u1C88', '\uA64B'],
]);

/** Cherokee is the one script whose case folding is the capital letter (Unicode §3.13, note on stability). */
const CHEROKEE = /^[\u13A0-\u13FD\uAB70-\uABBF]$/u;

function foldCharacter(character: string): string {
  if (CHEROKEE.test(character)) return character.toUpperCase();
  return NOT_LOWER_CASE.get(character) ?? character.toLowerCase();
}

/** Default_Ignorable_Code_Point of DerivedCoreProperties.txt, fixed here because the property may grow with later versions. */
const IGNORABLE_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfff8],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

function isIgnorable(character: string): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  return IGNORABLE_RANGES.some(([first, last]) => codePoint >= first && codePoint <= last);
}

function withoutIgnorable(text: string): string {
  return Array.from(text)
    .filter((character) => !isIgnorable(character))
    .join('');
}

/**
 * Folds text for comparison without regard to case, width, composition and invisible characters: NFKC, case folded, default
 * ignorable code points removed (the transformation toNFKC_Casefold of Unicode §3.13, R5).
 *
 * @param text - well-formed text
 * @returns the folded text in NFKC; folding it again changes nothing
 */
export function foldCompatibilityCase(text: string): string {
  const folded = foldOnce(foldOnce(withoutIgnorable(text)));
  return folded.normalize('NFKC');
}

function foldOnce(text: string): string {
  return Array.from(withoutIgnorable(text.normalize('NFKD')), foldCharacter).join('');
}
