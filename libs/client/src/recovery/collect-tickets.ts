import {
  buildAttemptRequest,
  isProtocolError,
  isSameAttempt,
  nextAttempt,
  parseGuardianIndex,
  ProtocolError,
  verifyTicket,
  verifyTickets,
  type GuardianIndex,
  type Ticket,
} from '@wardkeep/protocol';
import {
  collect,
  PathLockedError,
  refusalsWith,
  tooFewOrRefused,
  type ClientContext,
  type GuardianApi,
  type OkOutcome,
  type Outcome,
  type RefusedError,
} from '../core/index.js';
import { attemptOf, storeGuess, type Guess } from './guess.js';

/** A guess that q guardians have counted. */
export interface CountedGuess {
  readonly guess: Guess;
  readonly attempt: number;
  /** Text of the attempt request that the tickets answer. */
  readonly request: string;
  /** Of q distinct guardians, on exactly this attempt. */
  readonly tickets: readonly Ticket[];
  readonly ticketOutcomes: readonly Outcome<Ticket>[];
}

/**
 * Has q guardians count a guess; the others are asked when one of these is slow or refuses, and learn of it from them. Where
 * the number was spent on another α (two devices at once, or a guardian that lies), the same α is tried on the lowest number
 * that q guardians can still count; what a refusing guardian says its last number is counts only with signed tickets that
 * show it.
 *
 * @param context - the context
 * @param guess - the guess
 * @throws PathLockedError, TooFewGuardiansError, RefusedError
 */
export async function collectTickets(context: ClientContext, guess: Guess): Promise<CountedGuess> {
  const { config } = guess.claim.federation;
  const quorum = config.size.approvalThreshold;
  const ticketOutcomes: Outcome<Ticket>[] = [];
  for (let attempt = guess.attempt; ;) {
    await storeGuess(context, guess, attempt, 'ticketing');
    const fields = attemptOf(guess, attempt);
    const request = buildAttemptRequest(fields, config, guess.claim.session.signing, context.clock.now()).text;
    const { ok, outcomes, enough } = await collect<Ticket>(
      context,
      inOrder(guess, [...guess.backup.views.keys()]),
      async (guardian, options) => {
        const ticket = verifyTicket((await guardian.ticket({ request }, options)).ticket, config, guardian.index);
        if (!isSameAttempt(ticket.attempt, fields))
          throw new ProtocolError('TICKET_INVALID', 'ticket is on another attempt');
        return ticket;
      },
      { step: 'ticket', need: quorum, firstWave: quorum },
    );
    ticketOutcomes.push(...outcomes);
    if (enough) return { guess, attempt, request, tickets: ok.map(({ value }) => value), ticketOutcomes };
    attempt = attemptAfter(guess, attempt, ok, outcomes);
  }
}

function attemptAfter(
  guess: Guess,
  attempt: number,
  ok: readonly OkOutcome<Ticket>[],
  outcomes: readonly Outcome<Ticket>[],
): number {
  const { config } = guess.claim.federation;
  const locked = refusalsWith(outcomes, 'PATH_LOCKED');
  if (locked.length > config.size.tolerableAbsences) throw new PathLockedError(lockedLimit(locked));
  const proven = new Map<GuardianIndex, number>(ok.map(({ index }) => [parseGuardianIndex(index), attempt]));
  for (const refusal of refusalsWith(outcomes, 'ATTEMPT_TAKEN')) {
    const last = provenLast(refusal, guess);
    if (last !== null && last >= attempt) proven.set(parseGuardianIndex(refusal.index), last);
  }
  const next = nextAttempt(proven, config.size);
  if (next === null || next <= attempt) throw tooFewOrRefused('ticket', config.size.approvalThreshold, outcomes);
  return next;
}

/** The number that a refusing guardian has spent, if it shows it: by its own ticket, or by those of a quorum. */
function provenLast({ index, extras }: RefusedError, guess: Guess): number | null {
  const { config } = guess.claim.federation;
  try {
    if (typeof extras.ticket === 'string') return ofThisPath(verifyTicket(extras.ticket, config, index), guess);
    const texts = Array.isArray(extras.tickets) ? extras.tickets.filter((text) => typeof text === 'string') : [];
    const [first] = texts.slice(0, 1).map((text) => verifyTicket(text, config));
    if (first === undefined) return null;
    verifyTickets(texts, { config, attempt: first.attempt });
    return ofThisPath(first, guess);
  } catch (error) {
    // It shows nothing that counts; the guess goes on without it.
    if (isProtocolError(error)) return null;
    throw error;
  }
}

function ofThisPath({ attempt }: Ticket, { backup, path }: Guess): number | null {
  return attempt.manifestId === backup.manifest.id && attempt.path === path ? attempt.attempt : null;
}

/** What most of them say; they only say it, but a majority that refuses is as good as locked. */
function lockedLimit(refusals: readonly RefusedError[]): number {
  const limits = refusals.map(({ extras }) => extras.limit).filter((limit) => typeof limit === 'number');
  return limits.sort((a, b) => a - b)[Math.floor(limits.length / 2)] ?? 0;
}

/**
 * Guardians in the order in which they should be asked next: those that have just answered first.
 *
 * @param guess - the guess
 * @param first - indexes of those that answered
 */
export function inOrder(guess: Guess, first: readonly number[]): readonly GuardianApi[] {
  const { guardians } = guess.claim.federation;
  return [...guardians].sort((a, b) => Number(first.includes(b.index)) - Number(first.includes(a.index)));
}
