import {
  backupIdField,
  CLAIM_STATUSES,
  lineField,
  pathField,
  statementIdField,
  typedIdentity,
  VOTE_METHODS,
  LIMITS,
} from '@wardkeep/protocol';
import { z } from 'zod';

const documents = z.array(lineField(80)).max(8);

/** POST /admin/v1/cases/:claimId/vote. An approval carries the identity as typed from the papers. */
export const voteRequest = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('approve'),
    identity: typedIdentity,
    method: z.enum(VOTE_METHODS),
    documents: documents.min(1),
  }),
  z.strictObject({ decision: z.literal('reject'), method: z.enum(VOTE_METHODS), documents: documents.default([]) }),
]);
export type VoteRequest = z.infer<typeof voteRequest>;

/** POST /admin/v1/cases/:claimId/override, after the guardian met the claimant again. */
export const overrideRequest = z.strictObject({
  backupId: backupIdField,
  identity: typedIdentity,
  method: z.enum(VOTE_METHODS),
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

/** GET /admin/v1/cases */
export const casesQuery = z.strictObject({
  status: z.enum(['live', 'all', ...CLAIM_STATUSES]).default('live'),
  before: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type CasesQuery = z.infer<typeof casesQuery>;

export { statementIdField as claimIdParameter } from '@wardkeep/protocol';
