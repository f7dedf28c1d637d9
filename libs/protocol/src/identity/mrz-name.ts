import { ProtocolError } from '../errors.js';
import { type CanonicalIdentity, readCanonicalIdentity } from './canonical-identity.js';

/** Places of the name field in the machine-readable zone: ICAO Doc 9303-4 (passport), -6 (TD2) and -5 (TD1). */
export const MRZ_NAME_PLACES = Object.freeze({ passport: 39, smallDocument: 31, identityCard: 30 });

/** A name read from a machine-readable zone. */
export interface MrzName {
  /** The primary identifier, its words separated by spaces. */
  readonly surname: string;
  /** The secondary identifier; empty when the papers show one name only. */
  readonly givenNames: string;
  /** Doc 9303-4 §4.2.3: a name that reaches the last place "must be treated as though truncation had occurred". */
  readonly mayBeTruncated: boolean;
}

/**
 * Reads the name from a line of the machine-readable zone: the first line of a passport or visa (44 characters) or of a TD2
 * document (36), the third line of a TD1 card (30), or the name field alone.
 *
 * @param line - the line as typed or scanned; spaces and case do not matter
 * @returns the two names
 * @throws ProtocolError MRZ_MALFORMED when the line is of no known form
 */
export function parseMrzName(line: string): MrzName {
  const text = line.replace(/\p{White_Space}+/gu, '').toUpperCase();
  if (!/^[A-Z<]{1,44}$/.test(text)) {
    throw new ProtocolError('MRZ_MALFORMED', 'name line must be 1 to 44 of the characters A to Z and <');
  }
  const { field, places } = findNameField(text);
  const [primary = '', ...rest] = field.replace(/<+$/, '').split('<<');
  if (primary === '' || primary.startsWith('<') || rest.length > 1) {
    throw new ProtocolError(
      'MRZ_MALFORMED',
      'name line must hold one surname and at most one << before the given names',
    );
  }
  return {
    surname: primary.replaceAll('<', ' '),
    givenNames: (rest[0] ?? '').replaceAll('<', ' '),
    mayBeTruncated: field.length === places && !field.endsWith('<'),
  };
}

function findNameField(text: string): { readonly field: string; readonly places: number | null } {
  // Five places of document code and issuing state stand before the name, except on a TD1 card.
  if (text.length === 44) return { field: text.slice(5), places: MRZ_NAME_PLACES.passport };
  if (text.length === 36) return { field: text.slice(5), places: MRZ_NAME_PLACES.smallDocument };
  if (text.length === 30) return { field: text, places: MRZ_NAME_PLACES.identityCard };
  return { field: text, places: text.length === MRZ_NAME_PLACES.passport ? MRZ_NAME_PLACES.passport : null };
}

/**
 * Says whether one identity may be the other as cut short by a machine-readable zone: same date of birth, fewer letters, and
 * every word the beginning of a word of its own in the longer name.
 *
 * The two never give the same lookup id. A guardian who compares papers uses this to tell "type the full name" from "another
 * person"; it is no ground to approve, since a parent may be named like the beginning of the child's name.
 *
 * @param shorter - what was read from the machine-readable zone
 * @param longer - the full name
 * @returns whether the first may be a truncation of the second
 */
export function isTruncationOf(shorter: CanonicalIdentity, longer: CanonicalIdentity): boolean {
  const cut = readCanonicalIdentity(shorter);
  const full = readCanonicalIdentity(longer);
  if (cut.dateOfBirth !== full.dateOfBirth || shorter.length >= longer.length) return false;
  const unmatched = [...full.words];
  // The longest beginnings first: whatever they take, shorter ones could have matched no better.
  for (const word of cut.words.toSorted((a, b) => b.length - a.length)) {
    const at = unmatched.findIndex((candidate) => candidate.startsWith(word));
    if (at === -1) return false;
    unmatched.splice(at, 1);
  }
  return true;
}
