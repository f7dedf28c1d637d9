import { defineProblems } from '../../platform/problem/index.js';

/** Refusals that concern the federation as a whole. */
export const FEDERATION_STATUSES = Object.freeze({
  ANNOUNCEMENT_STALE: 409,
  NODE_FIXED: 409,
  NOT_A_GUARDIAN: 403,
  NOT_SEALED: 503,
});

export const federationProblem = defineProblems<keyof typeof FEDERATION_STATUSES>(FEDERATION_STATUSES);
