import { ProtocolError } from '../errors.js';
import { verifyGuardianStatement, type SealedConfig } from '../federation/config.js';
import { parseGuardianIndex, type GuardianIndex } from '../federation-size.js';
import type { VerifiedStatement } from '../statements/envelope.js';
import { isSameAttempt, type AttemptFields } from './attempt.js';

/** A node's guess counter of one path of one core, across claims. */
export interface AttemptCounter {
  /** Highest attempt number counted; 0 at first. */
  readonly last: number;
  /** What `last` was spent on, as far as this node knows. */
  readonly lastAttempt: AttemptFields | null;
  /** Limit in force, unlocks included. */
  readonly limit: number;
  /** Attempts that a release proved right; they are not failures, so each makes room for one more. */
  readonly successes: number;
}

/** What a node answers a request for a ticket. */
export type TicketDecision = 'grant' | 'repeat' | 'taken' | 'locked';

/**
 * The rule that no guess escapes (protocol.md §6.4): a number is spent on one α once, and never beyond the limit.
 *
 * `grant`: count it, durably and by compare-and-set, *before* signing. `repeat`: the same request again, the same ticket
 * again. `taken`: the number is spent; the answer carries this node's own last ticket. `locked`: no guess is left.
 *
 * @param counter - the node's counter
 * @param request - the attempt asked for
 */
export function decideTicket(counter: AttemptCounter, request: AttemptFields): TicketDecision {
  if (counter.lastAttempt !== null && isSameAttempt(counter.lastAttempt, request)) return 'repeat';
  if (request.attempt > counter.limit + counter.successes) return 'locked';
  return request.attempt > counter.last ? 'grant' : 'taken';
}

/** One guardian's ticket on an attempt; only {@link verifyTicket} makes one. */
export interface Ticket {
  readonly guardian: GuardianIndex;
  readonly attempt: AttemptFields;
  readonly statement: VerifiedStatement<'ticket'>;
}

/**
 * Reads a ticket by any guardian of the config.
 *
 * @param text - canonical text of the envelope
 * @param config - the config in force
 * @param index - the expected guardian; any when left out
 * @throws ProtocolError as `verifyGuardianStatement`, and WRONG_CONFIG
 */
export function verifyTicket(text: string, config: SealedConfig, index?: number): Ticket {
  const statement = verifyGuardianStatement(text, 'ticket', config, index);
  if (statement.body.configId !== config.id) throw new ProtocolError('WRONG_CONFIG', 'ticket names another config');
  return { guardian: parseGuardianIndex(statement.body.signer.index), attempt: statement.body, statement };
}

declare const quorum: unique symbol;
/** Tickets of q distinct guardians on exactly one attempt; only {@link verifyTickets} makes one. */
export interface TicketQuorum {
  readonly [quorum]: true;
  readonly attempt: AttemptFields;
  /** One per guardian. */
  readonly tickets: readonly Ticket[];
}

/**
 * Checks that q distinct guardians of one config ticketed exactly the attempt that is asked for.
 *
 * @param tickets - canonical texts, or tickets verified before
 * @param expected - the config in force and the attempt
 * @throws ProtocolError as {@link verifyTicket}, TICKET_INVALID when one is on another attempt, TICKETS_TOO_FEW
 */
export function verifyTickets(
  tickets: readonly (string | Ticket)[],
  expected: { readonly config: SealedConfig; readonly attempt: AttemptFields },
): TicketQuorum {
  const { config, attempt } = expected;
  const byGuardian = new Map<GuardianIndex, Ticket>();
  for (const each of tickets) {
    const ticket = typeof each === 'string' ? verifyTicket(each, config) : each;
    if (!isSameAttempt(ticket.attempt, attempt)) {
      throw new ProtocolError('TICKET_INVALID', `ticket of guardian ${String(ticket.guardian)} is on another attempt`);
    }
    byGuardian.set(ticket.guardian, ticket);
  }
  if (!config.size.hasApprovalQuorum(byGuardian.keys())) {
    const needed = config.size.approvalThreshold;
    throw new ProtocolError('TICKETS_TOO_FEW', `attempt needs the tickets of ${String(needed)} distinct guardians`);
  }
  return { attempt, tickets: [...byGuardian.values()] } as unknown as TicketQuorum;
}
