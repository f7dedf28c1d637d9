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
import type { z } from 'zod';
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
