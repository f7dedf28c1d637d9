import { z } from 'zod';

const STATUSES = ['open', 'approved', 'released', 'rejected', 'vetoed', 'expired'] as const;
/** What cases can be listed by. */
export const CASE_FILTERS = ['live', 'all', ...STATUSES] as const;

const summary = z.object({
  claimId: z.string(),
  practice: z.boolean(),
  words: z.array(z.string()).length(6),
  status: z.enum(STATUSES),
  identityStatus: z.enum(['pending', 'matches', 'differs']),
  name: z.string().nullable(),
  openedAt: z.number(),
  expiresAt: z.number(),
  approvals: z.int(),
  rejections: z.int(),
  approvalsNeeded: z.int(),
  ownDecision: z.enum(['approve', 'reject']).nullable(),
});
export type CaseSummary = z.infer<typeof summary>;

/** `GET /admin/v1/cases` */
export const casesAnswer = z.object({ cases: z.array(summary) });

const backup = z.object({
  manifestId: z.string(),
  backupId: z.string(),
  backupVersion: z.int(),
  committedAt: z.number().nullable(),
  status: z.string(),
  approvalsNeeded: z.int(),
  releasableAt: z.number().nullable(),
  isVetoed: z.boolean(),
  overriddenAt: z.number().nullable(),
  guesses: z.object({ spent: z.int(), limit: z.int(), left: z.int() }),
});
export type CaseBackup = z.infer<typeof backup>;

/** `GET /admin/v1/cases/:claimId`, and what a decision answers with. */
export const caseAnswer = summary.extend({
  identity: z.object({ display: z.string().nullable(), contact: z.string() }).nullable(),
  delayEndsAt: z.number().nullable(),
  holdsBackup: z.boolean(),
  backups: z.array(backup),
  earlierClaims: z.array(z.object({ claimId: z.string(), status: z.string(), openedAt: z.number() })),
  votes: z.array(
    z.object({
      guardian: z.int(),
      name: z.string(),
      decision: z.enum(['approve', 'reject']),
      method: z.string(),
      documents: z.array(z.string()),
      knownAt: z.number(),
      counts: z.boolean(),
    }),
  ),
  equivocations: z.array(z.unknown()),
  evidence: z.array(z.object({ digest: z.string(), mediaType: z.string(), size: z.number(), isHere: z.boolean() })),
});
export type CaseAnswer = z.infer<typeof caseAnswer>;

/** `POST /admin/v1/cases/:claimId/unlock` */
export const unlockAnswer = z.object({ id: z.string(), limit: z.int() });

/** `GET /admin/v1/cases/:claimId/evidence/:digest`; the content is base64url. */
export const evidenceAnswer = z.object({ mediaType: z.string(), content: z.string() });

/** `POST /admin/v1/practice` */
export const practiceAnswer = z.object({ claimId: z.string(), words: z.array(z.string()).length(6) });

/** `POST /admin/v1/admission-codes` */
export const admissionCodeAnswer = z.object({ code: z.string(), expiresAt: z.number() });
