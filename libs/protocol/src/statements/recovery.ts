import * as z from 'zod';
import { LIMITS } from '../limits.js';
import { defineStatement } from './define.js';
import {
  attemptField,
  backupIdField,
  base64urlOf,
  digestField,
  indexField,
  lineField,
  nonceField,
  pathField,
  perGuardian,
  pointField,
  sealingKeyField,
  signingKeyField,
  statementIdField,
} from './fields.js';

/** One piece of evidence: encrypted once, its key sealed to each guardian inside the parcel. */
export const evidenceItem = z.strictObject({
  /** SHA-256 of the ciphertext. */
  digest: digestField,
  size: z.int().min(1).max(LIMITS.evidenceBytes),
  mediaType: z.enum(['application/pdf', 'image/png', 'image/jpeg']),
});

/**
 * Somebody asks for the backups under an identity. Signed by a fresh session key; its id gives the six verification
 * words. The sealed identity for each guardian travels beside it; the digests here bind it.
 */
export const claim = defineStatement('claim', 'claimant', {
  kind: z.enum(['recovery', 'inheritance']),
  path: pathField,
  configId: statementIdField,
  /** X25519 session key that releases are sealed to. */
  sealingKey: sealingKeyField,
  /** SHA-256(lookupId ‖ nonce), with a nonce of this claim's own. */
  identityDigest: digestField,
  /** The executor's own identity digest, in an inheritance claim. */
  executorDigest: digestField.nullable(),
  /** SHA-256 of the parcel sealed to each guardian. */
  parcelDigests: perGuardian({ digest: digestField }),
  evidence: z.array(evidenceItem).max(LIMITS.evidenceFiles),
  /** Present where guardians only practise: nothing is ever released to such a claim. */
  practice: z.literal(true).optional(),
});

/** The claimant asks how its claim stands. */
export const claimQuery = defineStatement('claim-query', 'claimant', { claimId: statementIdField, nonce: nonceField });

export const VOTE_METHODS = ['in-person', 'video', 'known-personally'] as const;

/** A guardian's decision on a claim, after it compared papers, person and words. */
export const vote = defineStatement('vote', 'guardian', {
  claimId: statementIdField,
  configId: statementIdField,
  decision: z.enum(['approve', 'reject']),
  method: z.enum(VOTE_METHODS),
  /** What was checked, such as "passport". */
  documents: z.array(lineField(80)).max(8),
});

/** The owner stops a claim on one backup. A claim on other backups of the same identity goes on. */
export const veto = defineStatement('veto', 'owner', { claimId: statementIdField, backupId: backupIdField });

/** A guardian who met the claimant again says that an owner key is in the wrong hands. */
export const override = defineStatement('override', 'guardian', {
  claimId: statementIdField,
  backupId: backupIdField,
  ownerKey: signingKeyField,
});

/** A guardian agrees to raise the guess limit of a path to an absolute value. */
export const unlock = defineStatement('unlock', 'guardian', {
  manifestId: statementIdField,
  path: pathField,
  limit: z.int().min(1).max(LIMITS.guessLimitMaximum),
});

const attemptShape = {
  configId: statementIdField,
  manifestId: statementIdField,
  path: pathField,
  attempt: attemptField,
  claimId: statementIdField,
  /** SHA-256 of the blinded element α. */
  alphaDigest: digestField,
};

/** The claimant asks a node for a ticket on one attempt. */
export const attemptRequest = defineStatement('attempt-request', 'claimant', attemptShape);

/** A node has counted this attempt, for this α and no other. */
export const ticket = defineStatement('ticket', 'guardian', attemptShape);

/** A node's VOPRF evaluation of α under its part of k, with the proof of RFC 9497 §2.2. */
export const evaluation = defineStatement('evaluation', 'guardian', {
  ...attemptShape,
  beta: pointField,
  proof: base64urlOf(64),
});

/** Signed by the session key and the claim key: the claimant knows the memorable information. */
export const releaseRequest = defineStatement('release-request', 'claimant', {
  claimId: statementIdField,
  manifestId: statementIdField,
  path: pathField,
  /** The attempt that found the claim key; it is not counted as a failure. */
  attempt: attemptField,
  guardianIndex: indexField,
  nonce: nonceField,
});

/** A guardian handed over its shard and its part of s. The sealed parts travel beside it. */
export const release = defineStatement('release', 'guardian', {
  claimId: statementIdField,
  manifestId: statementIdField,
  path: pathField,
  requestId: statementIdField,
  /** Ids of the votes that were the certificate. */
  certificate: z.array(statementIdField).min(1).max(50),
  /** SHA-256 of the sealed parts. */
  sealedDigest: digestField,
});

/** A released claim replaces the owner key of a backup; signed by the session key and the claim key. */
export const ownerKey = defineStatement('owner-key', 'claimant', {
  claimId: statementIdField,
  manifestId: statementIdField,
  path: pathField,
  backupId: backupIdField,
  newOwnerKey: signingKeyField,
});
