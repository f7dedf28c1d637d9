import { utf8, type Bytes } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { parseDateOfBirth } from './date-of-birth.js';

declare const canonicalIdentityBrand: unique symbol;

/**
 * A person's identity in the form that is hashed: `v1|WORD WORD…|YYYY-MM-DD`, the words of surname and given names sorted.
 *
 * It is personal data: never logged, and only ever sealed or stored encrypted.
 */
export type CanonicalIdentity = string & { readonly [canonicalIdentityBrand]: true };

/** The parts of a {@link CanonicalIdentity}. */
export interface CanonicalIdentityParts {
  /** Words of A–Z in byte order; a word that occurs twice in the name occurs twice here. */
  readonly words: readonly string[];
  /** `YYYY-MM-DD` */
  readonly dateOfBirth: string;
}

const FORM = /^v1\|([A-Z]+(?: [A-Z]+)*)\|(\d{4}-\d{2}-\d{2})$/;

/** Most bytes of a canonical identity, so that it always fits the padding of protocol.md §3. */
export const CANONICAL_IDENTITY_MAXIMUM = 900;

/**
 * Reads a canonical identity that came from outside, such as one opened from a claim.
 *
 * @param value - anything
 * @returns the identity, certain to be what `normalizeIdentity` could have made
 * @throws ProtocolError IDENTITY_MALFORMED when it is not in canonical form
 * @throws ProtocolError IDENTITY_DATE_INVALID when its date does not exist
 */
export function parseCanonicalIdentity(value: unknown): CanonicalIdentity {
  const match = typeof value === 'string' && value.length <= CANONICAL_IDENTITY_MAXIMUM ? FORM.exec(value) : null;
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new ProtocolError('IDENTITY_MALFORMED', 'identity must be in canonical form, version 1');
  }
  parseDateOfBirth(match[2], null);
  if (sortWords(match[1].split(' ')).join(' ') !== match[1]) {
    throw new ProtocolError('IDENTITY_MALFORMED', 'identity must have its words in byte order');
  }
  return value as CanonicalIdentity;
}

/**
 * Splits a canonical identity into its words and its date.
 *
 * @param identity - a canonical identity
 * @returns its parts
 */
export function readCanonicalIdentity(identity: CanonicalIdentity): CanonicalIdentityParts {
  const [, words = '', dateOfBirth = ''] = identity.split('|');
  return { words: words.split(' '), dateOfBirth };
}

/**
 * Encodes a canonical identity as the bytes that are hashed and sealed.
 *
 * @param identity - a canonical identity
 * @returns its characters, which are all ASCII, one byte each
 */
export function encodeCanonicalIdentity(identity: CanonicalIdentity): Bytes {
  return utf8(identity);
}

/** Sorts words of A–Z by their bytes, never by a locale. */
export function sortWords(words: readonly string[]): string[] {
  return words.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
