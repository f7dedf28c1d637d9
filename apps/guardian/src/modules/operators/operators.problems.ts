import { defineProblems } from '../../platform/problem/index.js';

/** Refusals to do with operators. */
export const refuse = defineProblems({
  LOGIN_LOCKED: 429,
  LOGIN_NOT_FOUND: 404,
  LOGIN_REFUSED: 401,
  OPERATOR_EXISTS: 409,
  OPERATOR_NOT_FOUND: 404,
  UNAUTHENTICATED: 401,
});
