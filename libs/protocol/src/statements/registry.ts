import type * as z from 'zod';
import * as enrolment from './enrolment.js';
import * as federation from './federation.js';
import * as recovery from './recovery.js';

/** Every type of statement of protocol version 1, by its `type`. */
export const STATEMENT_SCHEMAS = Object.freeze({
  'guardian-card': federation.guardianCard,
  'url-announcement': federation.urlAnnouncement,
  'federation-config': federation.federationConfig,
  currency: federation.currency,
  invite: federation.invite,
  'invite-revocation': federation.inviteRevocation,
  'winding-down': federation.windingDown,
  manifest: enrolment.manifest,
  'epoch-part': enrolment.epochPart,
  policy: enrolment.policy,
  receipt: enrolment.receipt,
  commit: enrolment.commit,
  'check-up-request': enrolment.checkUpRequest,
  health: enrolment.health,
  'check-in': enrolment.checkIn,
  deletion: enrolment.deletion,
  claim: recovery.claim,
  'claim-query': recovery.claimQuery,
  vote: recovery.vote,
  veto: recovery.veto,
  override: recovery.override,
  unlock: recovery.unlock,
  'attempt-request': recovery.attemptRequest,
  ticket: recovery.ticket,
  evaluation: recovery.evaluation,
  'release-request': recovery.releaseRequest,
  release: recovery.release,
  'owner-key': recovery.ownerKey,
});

export type StatementType = keyof typeof STATEMENT_SCHEMAS;
export type Body<T extends StatementType> = z.infer<(typeof STATEMENT_SCHEMAS)[T]>;
/** Any body; narrow by `type`. */
export type AnyBody = { [T in StatementType]: Body<T> }[StatementType];

/** Whether a text names a type of statement of this version. */
export function isStatementType(text: string): text is StatementType {
  return Object.hasOwn(STATEMENT_SCHEMAS, text);
}
