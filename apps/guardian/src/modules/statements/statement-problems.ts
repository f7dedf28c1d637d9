import { defineProblems } from '../../platform/problem/index.js';

/** Refusals of statements as such; what a type means is refused by its own module. */
export const STATEMENT_STATUSES = Object.freeze({ STATEMENT_NOT_ACCEPTED: 422 });

export const statementProblem = defineProblems<keyof typeof STATEMENT_STATUSES>(STATEMENT_STATUSES);
