import * as z from 'zod';
import { LIMITS } from '../limits.js';
import { defineStatement } from './define.js';
import { envelopeTextField } from './federation.js';
import {
  backupIdField,
  backupVersionField,
  base64urlOf,
  base64urlUpTo,
  digestField,
  indexField,
  nonceField,
  pathField,
  perGuardian,
  perPath,
  pointField,
  signingKeyField,
  statementIdField,
} from './fields.js';

/** Public parameters of one path of a backup (protocol.md §5). */
export const pathHeader = z.strictObject({
  unlock: z.enum(['memorable', 'phrase', 'quorum']),
  guessLimit: z.int().min(1).max(LIMITS.guessLimitMaximum),
  kdf: z.strictObject({
    name: z.literal('argon2id'),
    memoryKib: z.int().min(1),
    passes: z.int().min(1),
    parallelism: z.int().min(1),
  }),
  salt: base64urlOf(16),
  normalization: z.literal('memorable-1'),
  /** K = C₀, the public key of the guess guard. */
  oprfKey: pointField,
  /** S₀, the public key of the release lock. */
  releaseKey: pointField,
  /** Ed25519 key that proves knowledge of the memorable information. */
  claimKey: signingKeyField,
});
export type PathHeader = z.infer<typeof pathHeader>;

/** The part of a manifest that E and C are bound to (their AEAD `aad` carries its hash). */
export const manifestHeader = z.strictObject({
  suite: z.literal('wardkeep-1'),
  backupId: backupIdField,
  backupVersion: backupVersionField,
  ownerKey: signingKeyField,
  lookupVersion: z.literal(1),
  /** SHA-256(lookupId ‖ nonce). */
  identityDigest: digestField,
  paths: perPath(pathHeader),
});
export type ManifestHeader = z.infer<typeof manifestHeader>;

/** The part of a backup that never changes with epochs; its statement id names the core. */
export const manifest = defineStatement('manifest', 'owner', {
  header: manifestHeader,
  /** SHA-256 of the encrypted key E of each path. */
  encryptedKeyDigests: perPath(digestField),
  payload: z.strictObject({ digest: digestField, length: z.int().min(1).max(LIMITS.payloadBytes) }),
  /** HMAC-SHA-256 of the core under each path's manifestKey. */
  macs: perPath(base64urlOf(32)),
});

/** What changes with every epoch: commitments and the digests of the guardians' shards. */
export const epochPart = defineStatement('epoch-part', 'owner', {
  manifestId: statementIdField,
  configId: statementIdField,
  paths: perPath(
    z.strictObject({
      /** C: Feldman commitments to k, length t. */
      oprfCommitments: z.array(pointField).min(1).max(50),
      /** S: Feldman commitments to s, length t. */
      releaseCommitments: z.array(pointField).min(1).max(50),
      shardDigests: perGuardian({ digest: digestField }),
    }),
  ),
});

/** What an owner asks of the guardians for one path. Missing fields mean the federation's policies. */
export const pathPolicy = z.strictObject({
  delaySeconds: z
    .int()
    .min(0)
    .max(3660 * 86_400)
    .optional(),
  approvals: z.int().min(1).max(50).optional(),
  minimumEvidence: z.int().min(0).max(LIMITS.evidenceFiles).optional(),
  executorsRequired: z.int().min(0).max(16).optional(),
  /** Owner silent for this long, seconds. */
  inactivitySeconds: z.int().min(86_400).optional(),
});
export type PathPolicy = z.infer<typeof pathPolicy>;

/** Numbered, owner-signed rules of a backup; the newest wins, an open claim gets the strictest since it opened. */
export const policy = defineStatement('policy', 'owner', {
  backupId: backupIdField,
  number: z.int().min(1).max(1_000_000),
  paths: perPath(pathPolicy),
  /** Identity digests of named executors (protocol.md §7). */
  executors: z.array(digestField).max(16),
  /** The owner's contacts, sealed to each guardian. */
  contacts: perGuardian({ sealed: base64urlUpTo(2048) }),
});

/** A guardian holds its parts of one version of a backup, staged and on disk. One per backupId and version. */
export const receipt = defineStatement('receipt', 'guardian', {
  backupId: backupIdField,
  backupVersion: backupVersionField,
  manifestId: statementIdField,
  epochPartId: statementIdField,
  policyId: statementIdField,
});

/** Makes a staged version the backup. Carries receipts; anyone may deliver it. */
export const commit = defineStatement('commit', 'owner', {
  backupId: backupIdField,
  backupVersion: backupVersionField,
  manifestId: statementIdField,
  receipts: z.array(envelopeTextField).min(1).max(50),
  /** Of each guardian that gave none: digest of the parcel that the others keep and deliver. */
  absentParcels: perGuardian({ digest: digestField }),
});

/** An owner asks one node what it holds; answered with `health`. */
export const checkUpRequest = defineStatement('check-up-request', 'owner', {
  /** The guardian that is asked: another one could otherwise bring the request here first and use its nonce up. */
  guardianIndex: indexField,
  nonce: nonceField,
});

/** One path of one backup as a guardian holds it, with Schnorr proofs of kᵢ and sᵢ bound to the owner's nonce. */
export const heldPath = z.strictObject({
  path: pathField,
  shardDigest: digestField,
  oprfProof: base64urlOf(64),
  releaseProof: base64urlOf(64),
});

/** A guardian's answer to a check-up. */
export const health = defineStatement('health', 'guardian', {
  nonce: nonceField,
  backups: z
    .array(
      z.strictObject({
        backupId: backupIdField,
        backupVersion: backupVersionField,
        manifestId: statementIdField,
        status: z.enum(['staged', 'committed', 'quarantined']),
        /** Whether this guardian has its parts; without them it is under-held. */
        held: z.boolean(),
        paths: z.array(heldPath).max(2),
      }),
    )
    .max(64),
});

/** The owner is alive: cancels inheritance claims (protocol.md §7). */
export const checkIn = defineStatement('check-in', 'owner', { backupId: backupIdField, nonce: nonceField });

/** The owner gives up a backup; takes effect after 7 days and never while a claim is open. */
export const deletion = defineStatement('deletion', 'owner', { backupId: backupIdField, nonce: nonceField });
