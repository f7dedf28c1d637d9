import { defineProblems } from '../../platform/problem/index.js';

/** HTTP status of every refusal of an enrolment, beside those that `verifyEnrolment` and `verifyCommit` make. */
export const ENROLMENT_STATUSES = Object.freeze({
  BACKUP_NOT_FOUND: 404,
  BACKUP_SUPERSEDED: 409,
  BACKUPS_TOO_MANY: 409,
  CHECK_UP_EXPIRED: 422,
  INVITE_EXPIRED: 403,
  INVITE_REQUIRED: 403,
  INVITE_REVOKED: 403,
  INVITE_UNKNOWN: 403,
  INVITE_USED_UP: 403,
  NONCE_USED: 409,
  OWNER_KEY_OVERRIDDEN: 403,
  OWNER_KEY_REPLACED: 403,
  POLICY_STALE: 409,
  POLICY_TOO_HIGH: 422,
  QUOTA_EXCEEDED: 403,
  VERSION_STALE: 409,
  VERSION_TAKEN: 409,
  VERSION_TOO_HIGH: 422,
  VERSIONS_TOO_MANY: 409,
});

/** Code of a refusal of an enrolment. */
export type EnrolmentCode =
  | 'BACKUP_NOT_FOUND'
  | 'BACKUP_SUPERSEDED'
  | 'BACKUPS_TOO_MANY'
  | 'CHECK_UP_EXPIRED'
  | 'INVITE_EXPIRED'
  | 'INVITE_REQUIRED'
  | 'INVITE_REVOKED'
  | 'INVITE_UNKNOWN'
  | 'INVITE_USED_UP'
  | 'NONCE_USED'
  | 'OWNER_KEY_OVERRIDDEN'
  | 'OWNER_KEY_REPLACED'
  | 'POLICY_STALE'
  | 'POLICY_TOO_HIGH'
  | 'QUOTA_EXCEEDED'
  | 'VERSION_STALE'
  | 'VERSION_TAKEN'
  | 'VERSION_TOO_HIGH'
  | 'VERSIONS_TOO_MANY';

export const enrolmentProblem = defineProblems<EnrolmentCode>(ENROLMENT_STATUSES);
