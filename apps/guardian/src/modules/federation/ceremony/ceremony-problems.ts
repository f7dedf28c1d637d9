import { defineProblems } from '../../../platform/problem/index.js';

/** Refusals of the ceremony. */
export const CEREMONY_STATUSES = Object.freeze({
  ALREADY_SEALED: 409,
  ALREADY_SIGNED: 409,
  ANNOUNCEMENT_MISSING: 422,
  CARD_NOT_INCLUDED: 422,
  CARD_REPLACED: 409,
  PREFLIGHT_FAILED: 409,
  PROPOSAL_NOT_FOUND: 404,
});

/** Code of a refusal of the ceremony. */
export type CeremonyProblemCode = keyof typeof CEREMONY_STATUSES;

/** Builds a refusal of the ceremony. */
export const ceremonyProblem = defineProblems<CeremonyProblemCode>(CEREMONY_STATUSES);
