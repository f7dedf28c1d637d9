import * as z from 'zod';
import { inviteUse } from '../invite/invite-use.js';
import { LIMITS } from '../limits.js';
import { envelopeTextField } from '../statements/federation.js';
import {
  base64urlOf,
  base64urlUpTo,
  digestField,
  indexField,
  nonceField,
  perGuardian,
  pointField,
  statementIdField,
  timestampField,
} from '../statements/fields.js';

/** A message sealed by HPKE, base64url. */
export const sealedField = base64urlUpTo(4096);

/** GET /v1/federation */
export const federationAnswer = z.object({
  /** The config chain, founding config first. */
  configs: z.array(envelopeTextField).min(1).max(1000),
  /** Newest URL announcement of each guardian that this node knows. */
  announcements: z.array(envelopeTextField).max(50),
  /** Guardians' declarations that the federation winds down; nodes of older versions know none. */
  windingDown: z.array(envelopeTextField).max(50).optional(),
  node: z.object({ index: indexField, softwareVersion: z.string(), time: timestampField }),
});
export type FederationAnswer = z.infer<typeof federationAnswer>;

/** POST /v1/federation/currency: "is this epoch current?", answered with a `currency` statement. */
export const currencyRequest = z.strictObject({ nonce: nonceField });
export const currencyAnswer = z.object({ currency: envelopeTextField });

/** POST /v1/enrolments/stage: one guardian's share of a new version of a backup. Idempotent. */
export const stageRequest = z.strictObject({
  /** Proof of the enrolment token; needed for an owner key's first backup unless enrolment is open. */
  invite: inviteUse.optional(),
  manifest: envelopeTextField,
  epochPart: envelopeTextField,
  policy: envelopeTextField,
  /** The parcel sealed to this guardian. */
  parcel: sealedField,
  /** C, base64url; may be left out when the node says it has it. */
  payload: base64urlUpTo(LIMITS.payloadBytes),
});
export type StageRequest = z.infer<typeof stageRequest>;
export const stageAnswer = z.object({ receipt: envelopeTextField });

/** POST /v1/enrolments/commit: makes a staged version the backup. Idempotent; anyone may carry it. */
export const commitRequest = z.strictObject({
  commit: envelopeTextField,
  /** Parcels of guardians that gave no receipt; this node delivers them. */
  absentParcels: perGuardian({ parcel: sealedField }),
});
export type CommitRequest = z.infer<typeof commitRequest>;
export const commitAnswer = z.object({ status: z.literal('committed') });

/** POST /v1/owner/check-up */
export const checkUpBody = z.strictObject({ request: envelopeTextField });
export const checkUpAnswer = z.object({
  health: envelopeTextField,
  /** Manifests, epoch parts and newest policies of the owner's backups. */
  statements: z.array(envelopeTextField).max(256),
  /** Claims that touch the owner's backups. */
  claims: z
    .array(
      z.object({
        claim: envelopeTextField,
        backupId: base64urlOf(16),
        status: z.string(),
        openedAt: timestampField,
        approvals: z.int().min(0),
        releasableAt: timestampField.nullable(),
      }),
    )
    .max(256),
});
export type CheckUpAnswer = z.infer<typeof checkUpAnswer>;

/**
 * POST /v1/statements: signed facts carried by anybody: votes, vetoes, policies, check-ins, deletions, owner keys,
 * tickets, commits. Each is checked; one that is already known is accepted again.
 */
export const carryRequest = z.strictObject({ statements: z.array(envelopeTextField).min(1).max(64) });
export const carryAnswer = z.object({
  results: z.array(z.object({ id: z.string(), accepted: z.boolean(), code: z.string().optional() })),
});

/** POST /v1/claims */
export const openClaimRequest = z.strictObject({
  claim: envelopeTextField,
  /** The identity, nonce and contact sealed to each guardian; digests are in the claim. */
  parcels: perGuardian({ sealed: sealedField }),
  /** One-time code from a guardian that passes the admission queue. */
  admissionCode: z.string().max(64).optional(),
});
export type OpenClaimRequest = z.infer<typeof openClaimRequest>;
export const openClaimAnswer = z.object({ claimId: statementIdField, status: z.literal('open') });

/** POST /v1/claims/evidence: one encrypted piece of evidence of an open claim. */
export const evidenceRequest = z.strictObject({
  claimId: statementIdField,
  digest: digestField,
  ciphertext: base64urlUpTo(LIMITS.evidenceBytes),
});
export const evidenceAnswer = z.object({ stored: z.literal(true) });

/** What a claimed identity's backup looks like to an approved claimant. */
export const claimedBackup = z.object({
  manifest: envelopeTextField,
  epochPart: envelopeTextField,
  /** Newest policy: what a claimant that takes the backup over goes on with. */
  policy: envelopeTextField,
  status: z.enum(['waiting', 'releasable', 'vetoed', 'released']),
  /** Approvals that this backup's policy asks for. */
  approvalsNeeded: z.int().min(1),
  releasableAt: timestampField.nullable(),
  committedAt: timestampField,
  /** Highest attempt number counted here and the limit in force (successful attempts already added). */
  lastAttempt: z.int().min(0),
  limit: z.int().min(0),
});
export type ClaimedBackup = z.infer<typeof claimedBackup>;

/** POST /v1/claims/query: body is a `claim-query`. Backups are listed only after certificate and delay. */
export const claimQueryBody = z.strictObject({ query: envelopeTextField });
export const CLAIM_STATUSES = ['open', 'approved', 'released', 'rejected', 'vetoed', 'expired'] as const;
export const claimQueryAnswer = z.object({
  status: z.enum(CLAIM_STATUSES),
  openedAt: timestampField,
  expiresAt: timestampField,
  approvalsNeeded: z.int().min(1),
  /** Every vote this node knows. */
  votes: z.array(envelopeTextField).max(128),
  /** When the delay ends on this node's clock, null before the certificate. */
  delayEndsAt: timestampField.nullable(),
  backups: z.array(claimedBackup).max(LIMITS.backupsPerClaim),
});
export type ClaimQueryAnswer = z.infer<typeof claimQueryAnswer>;

/** POST /v1/attempts/ticket: body is an `attempt-request`. 409 ATTEMPT_TAKEN carries `ticket`, the node's own last one. */
export const ticketBody = z.strictObject({ request: envelopeTextField });
export const ticketAnswer = z.object({ ticket: envelopeTextField });

/** POST /v1/attempts/evaluate */
export const evaluateBody = z.strictObject({
  request: envelopeTextField,
  alpha: pointField,
  tickets: z.array(envelopeTextField).min(1).max(50),
});
export type EvaluateBody = z.infer<typeof evaluateBody>;
export const evaluateAnswer = z.object({ evaluation: envelopeTextField });

/** POST /v1/releases: body is a `release-request` signed by session key and claim key. */
export const releaseBody = z.strictObject({
  request: envelopeTextField,
  /** Whether to send C too; one node is enough. */
  withPayload: z.boolean(),
});
export const releaseAnswer = z.object({
  release: envelopeTextField,
  /** The shard and the part of s, sealed to the session key. */
  sealed: sealedField,
  payload: base64urlUpTo(LIMITS.payloadBytes).optional(),
});
export type ReleaseAnswer = z.infer<typeof releaseAnswer>;

/** RFC 9457 problem details, as every refusal is answered. */
export const problemAnswer = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problemAnswer>;

/** Public routes by name: method and path. */
export const PUBLIC_ROUTES = Object.freeze({
  federation: { method: 'GET', path: '/v1/federation' },
  currency: { method: 'POST', path: '/v1/federation/currency' },
  stage: { method: 'POST', path: '/v1/enrolments/stage' },
  commit: { method: 'POST', path: '/v1/enrolments/commit' },
  checkUp: { method: 'POST', path: '/v1/owner/check-up' },
  carry: { method: 'POST', path: '/v1/statements' },
  openClaim: { method: 'POST', path: '/v1/claims' },
  evidence: { method: 'POST', path: '/v1/claims/evidence' },
  queryClaim: { method: 'POST', path: '/v1/claims/query' },
  ticket: { method: 'POST', path: '/v1/attempts/ticket' },
  evaluate: { method: 'POST', path: '/v1/attempts/evaluate' },
  release: { method: 'POST', path: '/v1/releases' },
} as const);
