import * as z from 'zod';
import { CLAIM_STATUSES } from '../api/public.js';
import { typedIdentity } from '../claim/claim-parcel.js';
import { LIMITS } from '../limits.js';
import {
  backupIdField,
  indexField,
  lineField,
  pathField,
  statementIdField,
  timestampField,
} from '../statements/fields.js';
import { evidenceItem, VOTE_METHODS } from '../statements/recovery.js';
import { type Shown, shownId } from './shown.js';

const documents = z.array(lineField(80)).max(8);
const method = z.enum(VOTE_METHODS);
const status = z.enum(CLAIM_STATUSES);

/** POST /admin/v1/cases/:claimId/vote. An approval carries the identity as typed from the papers. */
export const voteRequest = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('approve'),
    identity: typedIdentity,
    method,
    documents: documents.min(1),
  }),
  z.strictObject({ decision: z.literal('reject'), method, documents: documents.default([]) }),
]);
export type VoteRequest = z.infer<typeof voteRequest>;

/** POST /admin/v1/cases/:claimId/override, after the guardian met the claimant again. */
export const overrideRequest = z.strictObject({
  backupId: backupIdField,
  identity: typedIdentity,
  method,
  documents: documents.min(1),
});
export type OverrideRequest = z.infer<typeof overrideRequest>;

/** POST /admin/v1/cases/:claimId/unlock */
export const unlockRequest = z.strictObject({
  manifestId: statementIdField,
  path: pathField.default('recovery'),
  /** Absolute limit, correct guesses not counted. */
  limit: z.int().min(1).max(LIMITS.guessLimitMaximum),
});
export type UnlockRequest = z.infer<typeof unlockRequest>;
export const unlockAnswer = z.object({ id: shownId, limit: z.int() });

/** GET /admin/v1/cases, newest first. */
export const casesQuery = z.strictObject({
  /** `live` may still be decided on; `closed` came to nothing: rejected, vetoed or expired. */
  status: z.enum(['live', 'closed', 'all', ...CLAIM_STATUSES]).default('live'),
  /** Only cases opened before this time. */
  before: z.coerce.number().int().min(0).optional(),
  /** With `before`: of those opened at that very time, only cases whose id is smaller, so that pages leave none out. */
  beforeId: statementIdField.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type CasesQuery = z.infer<typeof casesQuery>;

/** A case in the list. */
export const caseSummary = z.object({
  claimId: shownId,
  kind: z.enum(['recovery', 'inheritance']),
  /** Whether guardians only practise: it can be voted on, and nothing follows. */
  practice: z.boolean(),
  /** Six words that the claimant reads aloud. */
  words: z.array(z.string()),
  status,
  identityStatus: z.enum(['pending', 'matches', 'differs']),
  name: z.string().nullable(),
  openedAt: timestampField,
  expiresAt: timestampField,
  approvals: z.int(),
  rejections: z.int(),
  approvalsNeeded: z.int(),
  /** What this guardian has decided. */
  ownDecision: z.enum(['approve', 'reject']).nullable(),
  /** Whether the case waits for this guardian. */
  needsVote: z.boolean(),
  delayEndsAt: timestampField.nullable(),
});
export type CaseSummary = Shown<z.infer<typeof caseSummary>>;
export const casesAnswer = z.object({
  cases: z.array(caseSummary),
  /** How many cases there are of each status, whatever was asked for; expired ones are counted as such within half a minute. */
  counts: z.record(status, z.int()),
});
export type CasesAnswer = Shown<z.infer<typeof casesAnswer>>;

const shownIdentity = z.object({
  surname: z.string(),
  givenNames: z.string(),
  dateOfBirth: z.string(),
  /** The letters A–Z that are hashed; null when the name cannot be read. */
  display: z.string().nullable(),
  contact: z.string(),
});

const decision = z.object({
  /** Id of the statement; its text is in the timeline. */
  id: shownId,
  guardian: indexField,
  name: z.string(),
  issuedAt: timestampField,
});

const shownVote = decision.extend({
  decision: z.enum(['approve', 'reject']),
  method,
  documents: z.array(z.string()),
  knownAt: timestampField,
  /** Whether it counts: an approval whose signer also rejected does not. */
  counts: z.boolean(),
  /** The envelope byte for byte, so that the browser checks the signature too. */
  text: z.string(),
});

const shownBackup = z.object({
  manifestId: shownId,
  backupId: shownId,
  backupVersion: z.int(),
  path: pathField,
  committedAt: timestampField.nullable(),
  held: z.boolean(),
  status: z.string(),
  approvalsNeeded: z.int(),
  releasableAt: timestampField.nullable(),
  isVetoed: z.boolean(),
  overriddenAt: timestampField.nullable(),
  /** Correct guesses are in none of these. */
  guesses: z.object({ spent: z.int(), limit: z.int(), left: z.int() }),
});

const timelineEntry = z.object({
  id: shownId,
  type: z.string(),
  guardian: indexField.nullable(),
  signerKey: z.string(),
  /** `self`, `client`, `console`, or `peer/<index>`. */
  origin: z.string(),
  receivedAt: timestampField,
  /** Index of its leaf in this node's log; null for a moment after it came. */
  logIndex: z.int().nullable(),
  statement: z.string(),
});

/** GET /admin/v1/cases/:claimId: everything that this node knows of a case. */
export const caseView = caseSummary.extend({
  path: pathField,
  identity: shownIdentity.nullable(),
  approvedAt: timestampField.nullable(),
  rejectionsToClose: z.int(),
  holdsBackup: z.boolean(),
  backups: z.array(shownBackup),
  /** Other claims on this identity that were opened before. */
  earlierClaims: z.array(z.object({ claimId: shownId, status, openedAt: timestampField })),
  votes: z.array(shownVote),
  unlocks: z.array(decision.extend({ manifestId: shownId, path: pathField, limit: z.int() })),
  overrides: z.array(decision.extend({ backupId: shownId, ownerKey: z.string() })),
  vetoes: z.array(z.object({ id: shownId, backupId: shownId, issuedAt: timestampField })),
  equivocations: z.array(
    z.object({
      firstId: shownId,
      secondId: shownId,
      signerKey: z.string(),
      guardian: indexField.nullable(),
    }),
  ),
  evidence: z.array(
    z.object({
      digest: shownId,
      mediaType: evidenceItem.shape.mediaType,
      size: z.int(),
      /** Whether it was uploaded. */
      isHere: z.boolean(),
    }),
  ),
  timeline: z.array(timelineEntry),
});
export type CaseView = Shown<z.infer<typeof caseView>>;

/** POST /admin/v1/admission-codes */
export const admissionCodeAnswer = z.object({ code: z.string(), expiresAt: timestampField });

/** POST /admin/v1/practice: opens a practice claim under an invented identity. */
export const practiceRequest = z.strictObject({ identity: typedIdentity });
export type PracticeRequest = z.infer<typeof practiceRequest>;
export const practiceAnswer = z.object({ claimId: shownId, words: z.array(z.string()) });
export type PracticeAnswer = Shown<z.infer<typeof practiceAnswer>>;
