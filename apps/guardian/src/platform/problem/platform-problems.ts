import { defineProblems } from './problem-error.js';

/** HTTP status of every code that the platform itself answers with. */
export const PLATFORM_STATUSES = Object.freeze({
  BODY_INVALID: 400,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  CSRF_REFUSED: 403,
  DISK_FULL: 507,
  FORBIDDEN: 403,
  INTERNAL: 500,
  JSON_MALFORMED: 400,
  NOT_FOUND: 404,
  OVERLOADED: 503,
  PARAMETER_INVALID: 400,
  RATE_LIMITED: 429,
  REQUEST_INVALID: 400,
  REQUEST_TIMEOUT: 503,
  STEP_UP_REQUIRED: 403,
  STOPPING: 503,
  UNAUTHENTICATED: 401,
});

/** Code of a refusal by the platform. */
export type PlatformCode = keyof typeof PLATFORM_STATUSES;

/** Builds a refusal by the platform. */
export const problem = defineProblems<PlatformCode>(PLATFORM_STATUSES);
