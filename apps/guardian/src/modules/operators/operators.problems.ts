import { defineProblems } from '../../platform/problem/index.js';

/** Refusals to do with operators. */
export const refuse = defineProblems({
  LOGIN_LOCKED: 429,
  LOGIN_NOT_FOUND: 404,
  LOGIN_REFUSED: 401,
  OPERATOR_EXISTS: 409,
  OPERATOR_NOT_FOUND: 404,
  OPERATOR_OWN: 409,
  PASSKEY_EXISTS: 409,
  PASSKEY_NOT_FOUND: 404,
  PASSKEY_REFUSED: 403,
  PASSKEYS_FULL: 409,
  SETUP_DONE: 409,
  SETUP_REFUSED: 403,
  STEP_UP_REFUSED: 403,
  UNAUTHENTICATED: 401,
});
