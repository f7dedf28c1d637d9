import { LIMITS, type EvidenceInput } from '@wardkeep/protocol';

/** Why a document is not taken. */
export type EvidenceFault = 'type' | 'size' | 'count';

const BEGINNINGS: readonly (readonly [EvidenceInput['mediaType'], readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
];
const SEAL_ROOM = 1024;

/**
 * What a document is by its first bytes; names and what browsers say of files prove nothing.
 *
 * @param bytes - the whole document
 * @returns its media type, or null when guardians could not look at it
 */
export function mediaTypeOf(bytes: Uint8Array): EvidenceInput['mediaType'] | null {
  const found = BEGINNINGS.find(([, beginning]) => beginning.every((byte, at) => bytes[at] === byte));
  return found?.[0] ?? null;
}

/**
 * Checks a document before it is offered to the guardians.
 *
 * @param bytes - the whole document
 * @param already - how many there are
 */
export function readEvidence(bytes: Uint8Array, already: number): EvidenceInput | EvidenceFault {
  if (already >= LIMITS.evidenceFiles) return 'count';
  if (bytes.length > LIMITS.evidenceBytes - SEAL_ROOM) return 'size';
  const mediaType = mediaTypeOf(bytes);
  return mediaType === null ? 'type' : { mediaType, bytes };
}
