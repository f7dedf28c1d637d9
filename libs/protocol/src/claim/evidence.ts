import {
  aeadOverhead,
  decodeBase64url,
  encodeBase64url,
  openAead,
  sealAead,
  sha256,
  utf8,
  type Rng,
} from '@wardkeep/crypto';
import type * as z from 'zod';
import { ProtocolError } from '../errors.js';
import { LIMITS } from '../limits.js';
import type { evidenceItem } from '../statements/recovery.js';

/** How a claim names a piece of evidence. */
export type EvidenceItem = z.infer<typeof evidenceItem>;

/** A document that a claimant shows the guardians. */
export interface EvidenceInput {
  readonly mediaType: EvidenceItem['mediaType'];
  readonly bytes: Uint8Array;
}

/** A document encrypted once for all guardians; its key travels in the sealed parcels. */
export interface SealedEvidence {
  readonly item: EvidenceItem;
  /** 32 bytes, base64url. */
  readonly key: string;
  readonly ciphertext: Uint8Array;
}

const AAD = utf8('wardkeep/1/evidence');
const KEY_BYTES = 32;

/** How files of each kind begin: ISO 32000-1 7.5.2, PNG (third edition) 5.2, ISO/IEC 10918-1 B.1.1.3. */
const BEGINNINGS: readonly (readonly [EvidenceItem['mediaType'], readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
];

/**
 * Tells what kind of document some bytes are, whatever their file is called.
 *
 * @param bytes - the document
 * @returns its media type, or null when guardians do not take such documents
 */
export function findEvidenceType(bytes: Uint8Array): EvidenceItem['mediaType'] | null {
  const found = BEGINNINGS.find(([, beginning]) => beginning.every((byte, at) => bytes[at] === byte));
  return found?.[0] ?? null;
}

/**
 * Encrypts a piece of evidence.
 *
 * @param input - the document
 * @param rng - for key and nonce
 * @throws ProtocolError EVIDENCE_TOO_LARGE
 */
export function sealEvidence(input: EvidenceInput, rng: Rng): SealedEvidence {
  const size = input.bytes.length + aeadOverhead;
  if (size > LIMITS.evidenceBytes) {
    throw new ProtocolError(
      'EVIDENCE_TOO_LARGE',
      `evidence must be at most ${String(LIMITS.evidenceBytes - aeadOverhead)} bytes`,
    );
  }
  const key = rng.bytes(KEY_BYTES);
  const ciphertext = sealAead(key, input.bytes, AAD, rng);
  const item = { digest: evidenceDigest(ciphertext), size, mediaType: input.mediaType };
  return { item, key: encodeBase64url(key), ciphertext };
}

/**
 * Opens a piece of evidence.
 *
 * @param ciphertext - as stored
 * @param key - from the claim parcel, base64url
 * @throws CryptoError AEAD_FAILED
 */
export function openEvidence(ciphertext: Uint8Array, key: string): Uint8Array {
  return openAead(decodeBase64url(key), ciphertext, AAD);
}

/**
 * Names a piece of evidence: SHA-256 of its ciphertext, base64url.
 *
 * @param ciphertext - as stored
 */
export function evidenceDigest(ciphertext: Uint8Array): string {
  return encodeBase64url(sha256(ciphertext));
}
