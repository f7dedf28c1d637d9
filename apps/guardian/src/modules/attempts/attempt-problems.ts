import { defineProblems } from '../../platform/problem/index.js';

/** Refusals that concern guesses at memorable information. */
export const ATTEMPT_PROBLEM_STATUSES = Object.freeze({
  ALPHA_MISMATCH: 422,
  ATTEMPT_TAKEN: 409,
  PARTS_NOT_HELD: 409,
  PATH_LOCKED: 423,
  UNLOCK_INVALID: 422,
});

/** Code of a refusal that concerns a guess. */
export type AttemptProblemCode = keyof typeof ATTEMPT_PROBLEM_STATUSES;

/** Builds a refusal that concerns a guess. */
export const attemptProblem = defineProblems<AttemptProblemCode>(ATTEMPT_PROBLEM_STATUSES);
