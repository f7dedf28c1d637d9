import type { AdminEvent, StatementType } from '@wardkeep/protocol';

const CASE_TYPES: readonly StatementType[] = [
  'claim',
  'vote',
  'veto',
  'override',
  'unlock',
  'ticket',
  'release',
  'owner-key',
];

const ACTIONS: readonly (readonly [RegExp, AdminEvent['kind']])[] = [
  [/^(operator|login|passkey)\./, 'operators'],
  [/^(federation|node)\./, 'federation'],
  [/^invite\./, 'invites'],
];

/**
 * What a page may want to ask for again because of a new statement.
 *
 * @param type - Its type.
 * @param claimId - The claim that it is about, if it is about one.
 */
export function eventsOfStatement(type: string, claimId: string | null): AdminEvent[] {
  const log: AdminEvent = { kind: 'log' };
  if (CASE_TYPES.some((each) => each === type)) {
    const one: AdminEvent[] = claimId === null ? [] : [{ kind: 'case', id: claimId }];
    return [log, { kind: 'cases' }, ...one];
  }
  if (type === 'invite' || type === 'invite-revocation') return [log, { kind: 'invites' }];
  if (type === 'url-announcement' || type === 'winding-down') return [log, { kind: 'federation' }];
  return [log];
}

/**
 * What a page may want to ask for again because of what an operator did.
 *
 * @param action - As in the audit trail.
 */
export function eventsOfAction(action: string): AdminEvent[] {
  return ACTIONS.filter(([pattern]) => pattern.test(action)).map(([, kind]) => ({ kind }));
}
