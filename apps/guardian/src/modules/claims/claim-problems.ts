import { defineProblems } from '../../platform/problem/index.js';

/** Refusals that concern claims, votes and the conditions of a release. */
export const CLAIM_PROBLEM_STATUSES = Object.freeze({
  BACKUP_NOT_FOUND: 404,
  BACKUP_SUPERSEDED: 409,
  CLAIM_CLOSED: 409,
  CLAIM_EXPIRED: 403,
  CLAIM_IS_PRACTICE: 403,
  CLAIM_NOT_FOUND: 404,
  CLAIM_REJECTED: 403,
  CLAIM_RELEASED: 409,
  CLAIM_VETOED: 403,
  CLAIMS_FULL: 503,
  DELAY_NOT_OVER: 403,
  EVIDENCE_DIGEST_MISMATCH: 422,
  EVIDENCE_NOT_FOUND: 404,
  IDENTITY_MISMATCH: 422,
  IDENTITY_UNREADABLE: 409,
  NOT_APPROVED: 403,
  NOT_APPROVED_HERE: 409,
  NOTHING_TO_OVERRIDE: 409,
  PRACTICE_REFUSED: 403,
  VOTE_AFTER_REJECT: 409,
});

/** Code of a refusal that concerns a claim. */
export type ClaimProblemCode = keyof typeof CLAIM_PROBLEM_STATUSES;

/** Builds a refusal that concerns a claim. */
export const claimProblem = defineProblems<ClaimProblemCode>(CLAIM_PROBLEM_STATUSES);
