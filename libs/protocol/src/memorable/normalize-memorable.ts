import { SecretBytes, utf8 } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { foldCompatibilityCase } from './case-folding.js';

/** Version of {@link normalizeMemorableText}; written in the manifest, so that later versions can stand beside it. */
export const MEMORABLE_VERSION = 1;

/** Most bytes of normalised memorable information, UTF-8. */
export const MEMORABLE_MAXIMUM_BYTES = 1024;

/** White_Space of PropList.txt, fixed here so that no runtime's Unicode version matters. */
const WHITE_SPACE = /[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/gu;

/**
 * Normalises memorable information, version 1 (protocol.md §5): NFKC, case folded, trimmed, white space collapsed to one space.
 *
 * People type the same words years later on another device, so nothing they cannot see or say may matter: case, width,
 * composition, invisible characters, line ends and repeated spaces do not. Accents and punctuation do. Characters that this
 * runtime's Unicode version does not know are refused, because a later version might fold them.
 *
 * @param text - as typed or read from a file; a line end at the end of the file does not matter
 * @returns the normalised text; normalising it again changes nothing. It is a secret: prefer {@link normalizeMemorable}
 * @throws ProtocolError MEMORABLE_EMPTY when nothing visible is left
 * @throws ProtocolError MEMORABLE_TOO_LONG when it has more than 1024 bytes in UTF-8
 * @throws ProtocolError MEMORABLE_CONTROL_CHARACTER when it holds a control character that is no white space
 * @throws ProtocolError MEMORABLE_MALFORMED when it holds a lone surrogate or an unassigned code point
 */
export function normalizeMemorableText(text: string): string {
  // Bounded before any work is done on it; no text of the permitted length has more code units than this.
  if (text.length > MEMORABLE_MAXIMUM_BYTES * 8) throw tooLong();
  const spaced = text.replace(WHITE_SPACE, ' ');
  if (/\p{Cc}/u.test(spaced)) {
    throw new ProtocolError('MEMORABLE_CONTROL_CHARACTER', 'memorable information must have no control characters');
  }
  if (/[\p{Cs}\p{Cn}]/u.test(spaced)) {
    throw new ProtocolError(
      'MEMORABLE_MALFORMED',
      'memorable information has a character that this software does not know',
    );
  }
  // Compatibility forms may fold to spaces (U+00B4 is a space and a mark), so they are collapsed again after folding.
  const normalized = foldCompatibilityCase(spaced).replace(WHITE_SPACE, ' ').trim();
  if (normalized === '') throw new ProtocolError('MEMORABLE_EMPTY', 'memorable information must not be empty');
  if (utf8(normalized).length > MEMORABLE_MAXIMUM_BYTES) throw tooLong();
  return normalized;
}

/**
 * Normalises memorable information and encodes it as the bytes that Argon2id hashes.
 *
 * @param text - as typed or read from a file
 * @returns the UTF-8 bytes of {@link normalizeMemorableText}; wipe them when done
 * @throws ProtocolError with the codes of {@link normalizeMemorableText}
 */
export function normalizeMemorable(text: string): SecretBytes {
  const bytes = utf8(normalizeMemorableText(text));
  const secret = SecretBytes.from(bytes);
  bytes.fill(0);
  return secret;
}

/**
 * Refuses the same memorable information for two paths of one backup (protocol.md §5), where a guess at one would be a guess at
 * the other.
 *
 * @param memorables - normalised memorable information, one for each path
 * @throws ProtocolError MEMORABLE_REUSED when two are equal
 */
export function requireDistinctMemorables(memorables: readonly SecretBytes[]): void {
  for (const [at, memorable] of memorables.entries()) {
    if (memorables.slice(at + 1).some((other) => memorable.equals(other))) {
      throw new ProtocolError('MEMORABLE_REUSED', 'memorable information must differ between the paths of a backup');
    }
  }
}

function tooLong(): ProtocolError {
  return new ProtocolError(
    'MEMORABLE_TOO_LONG',
    `memorable information must be at most ${MEMORABLE_MAXIMUM_BYTES} bytes of UTF-8`,
  );
}
