import { Inject, Injectable } from '@nestjs/common';
import { decideTicket, guessesLeft, parseEnvelopeOf, type AttemptFields, type SealedConfig } from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { requireReleasable } from '../claims/release-conditions.js';
import { StandingService, type ClaimStanding } from '../claims/standing.service.js';
import { FederationService } from '../federation/federation.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { StatementStore } from '../statements/statement-store.js';
import { AttemptCounters, type StoredCounter } from './attempt-counters.js';
import { attemptProblem } from './attempt-problems.js';
import { VerifiedAttempts } from './verified-attempts.js';

/** Hands out tickets: one number, one α, never beyond the limit, whoever asks and however often (protocol.md §6.4). */
@Injectable()
export class TicketService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ActingGate) private readonly gate: ActingGate,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(StatementStore) private readonly store: StatementStore,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
    @Inject(VerifiedAttempts) private readonly verified: VerifiedAttempts,
  ) {}

  /**
   * @param text - An `attempt-request`, signed by the claim's session key.
   * @returns Text of this node's ticket on exactly that attempt.
   * @throws ProblemError ATTEMPT_TAKEN with this node's own last ticket, PATH_LOCKED, and as `requireReleasable`.
   */
  async issue(text: string): Promise<string> {
    await this.gate.ensure();
    const attempt = await this.verified.readRequest(text);
    return this.db.write(async (tx) => {
      // Inside the unit that counts the number, so that no veto and no rejection can slip in between.
      const standing = await this.standing.get(tx, attempt.claimId);
      return this.issueInUnit(tx, attempt, standing);
    });
  }

  private async issueInUnit(tx: Tx, attempt: AttemptFields, standing: ClaimStanding): Promise<string> {
    const { config, claim } = standing;
    if (attempt.path !== claim.path)
      throw attemptProblem('ALPHA_MISMATCH', 'attempt is on another path than the claim');
    const { path, row } = requireReleasable(standing, attempt.manifestId, this.clock.now());
    if (row.held !== 1) throw attemptProblem('PARTS_NOT_HELD', 'this guardian holds no parts of the backup');
    const counter = await this.counters.read(tx, attempt.manifestId, attempt.path, path.guessLimit, config);
    switch (decideTicket(counter, attempt)) {
      case 'grant':
        return this.sign(tx, attempt, (ticketId) => this.counters.spend(tx, attempt, counter.limit, ticketId));
      case 'repeat':
        if (counter.ticketId !== null) return this.textOf(tx, counter.ticketId);
        return (await this.findOwn(tx, attempt, config)) ?? this.signCounted(tx, attempt);
      case 'taken':
        throw attemptProblem(
          'ATTEMPT_TAKEN',
          `attempt must be above ${String(counter.last)}`,
          await this.proofOf(tx, counter, standing),
        );
      case 'locked': {
        const limit = counter.limit + counter.successes;
        throw attemptProblem('PATH_LOCKED', `path is locked after ${String(limit)} guesses`, {
          limit,
          guessesLeft: guessesLeft(limit, counter.last),
          ...(await this.proofOf(tx, counter, standing)),
        });
      }
    }
  }

  /** This node's own ticket on an attempt, which a client may have brought with those of a quorum. */
  private async findOwn(tx: Tx, attempt: AttemptFields, config: SealedConfig): Promise<string | null> {
    const { index } = this.federation.self(config);
    const texts = await this.counters.ticketsOn(tx, attempt, config);
    return texts.find((text) => parseEnvelopeOf(text, 'ticket').body.signer.index === index) ?? null;
  }

  private signCounted(tx: Tx, attempt: AttemptFields): Promise<string> {
    return this.sign(tx, attempt, (ticketId) => this.counters.addOwnTicket(tx, attempt, ticketId));
  }

  /** The number is spent and the ticket recorded in one durable unit; nothing signed leaves the node before it is on disk. */
  private async sign(tx: Tx, attempt: AttemptFields, spend: (ticketId: string) => Promise<boolean>): Promise<string> {
    const ticket = await this.federation.sign('ticket', attempt);
    if (!(await spend(ticket.id))) throw new Error('guess counter moved within its own write unit');
    await this.store.record(tx, [{ statement: ticket, shared: true, origin: 'self' }]);
    this.verified.remember(ticket, await this.federation.current());
    return ticket.text;
  }

  /** What shows that the last number is spent: this node's own ticket on it, else those of the quorum that spent it. */
  private async proofOf(tx: Tx, counter: StoredCounter, { config }: ClaimStanding): Promise<Record<string, unknown>> {
    if (counter.ticketId !== null) return { ticket: await this.textOf(tx, counter.ticketId) };
    if (counter.lastAttempt === null) return {};
    return { tickets: await this.counters.ticketsOn(tx, counter.lastAttempt, config) };
  }

  private async textOf(tx: Tx, id: string): Promise<string> {
    const [row] = await tx.query<{ text: string }>('SELECT text FROM statements WHERE id = ?', [id]);
    if (row === undefined) throw new Error('ticket of a counted attempt is not recorded');
    return row.text;
  }
}
