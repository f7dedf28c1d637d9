import { Inject, Injectable } from '@nestjs/common';
import {
  commitmentAt,
  decodeBase64url,
  encodeBase64url,
  evaluate,
  parsePoint,
  type PointBytes,
  type Rng,
} from '@wardkeep/crypto';
import {
  alphaDigestOf,
  isSameAttempt,
  parseEnvelopeOf,
  verifyTickets,
  type AttemptFields,
  type EvaluateBody,
  type ParsedStatement,
  type TicketQuorum,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { fromInput } from '../../platform/problem/index.js';
import { requireReleasable, type Releasable } from '../claims/release-conditions.js';
import { StandingService } from '../claims/standing.service.js';
import { wipeParts } from '../enrolment/parts-at-rest.js';
import { FederationService } from '../federation/federation.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { StatementStore, type RecordEntry } from '../statements/statement-store.js';
import { AttemptCounters } from './attempt-counters.js';
import { attemptProblem } from './attempt-problems.js';
import { HeldPartsReader } from './held-parts.js';
import { VerifiedAttempts } from './verified-attempts.js';

/** Evaluates the guess guard, only for an attempt that q distinct guardians have counted (protocol.md §6.4). */
@Injectable()
export class EvaluationService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ActingGate) private readonly gate: ActingGate,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(StatementStore) private readonly store: StatementStore,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
    @Inject(HeldPartsReader) private readonly parts: HeldPartsReader,
    @Inject(VerifiedAttempts) private readonly verified: VerifiedAttempts,
  ) {}

  /**
   * @param body - Attempt request, α and the tickets of a quorum.
   * @returns Text of this node's signed evaluation.
   * @throws ProblemError TICKETS_TOO_FEW, TICKET_INVALID, ALPHA_MISMATCH, PATH_LOCKED, and as `requireReleasable`.
   */
  async evaluate(body: EvaluateBody): Promise<string> {
    await this.gate.ensure();
    const attempt = await this.verified.readRequest(body.request);
    const config = await this.federation.current();
    const alpha = await fromInput(() => parsePoint(decodeBase64url(body.alpha)));
    if (alphaDigestOf(alpha) !== attempt.alphaDigest) {
      throw attemptProblem('ALPHA_MISMATCH', 'alpha must be the one that the attempt names');
    }
    const quorum = await fromInput(() => {
      const tickets = body.tickets.map((text) => this.verified.readTicket(text, config));
      return verifyTickets(tickets, { config, attempt });
    });
    const backup = await this.requireAllowed(this.db, attempt);
    const evaluation = (await this.findOwn(attempt)) ?? (await this.make(attempt, alpha, backup));
    await this.db.write(async (tx) => {
      const { path } = await this.requireAllowed(tx, attempt);
      await this.record(tx, quorum, evaluation, path.guessLimit);
    });
    return evaluation.text;
  }

  /** Everything that a ticket asks for but `last`: other nodes may have counted this number before this one did. */
  private async requireAllowed(reader: Pick<Tx, 'query'>, attempt: AttemptFields): Promise<Releasable> {
    const standing = await this.standing.get(reader, attempt.claimId);
    const backup = requireReleasable(standing, attempt.manifestId, this.clock.now());
    if (attempt.path !== standing.claim.path) {
      throw attemptProblem('ALPHA_MISMATCH', 'attempt is on another path than the claim');
    }
    const { guessLimit } = backup.path;
    const counter = await this.counters.read(reader, attempt.manifestId, attempt.path, guessLimit, standing.config);
    const limit = counter.limit + counter.successes;
    if (attempt.attempt > limit)
      throw attemptProblem('PATH_LOCKED', `path is locked after ${String(limit)} guesses`, { limit });
    return backup;
  }

  private async make(
    attempt: AttemptFields,
    alpha: PointBytes,
    backup: Releasable,
  ): Promise<ParsedStatement<'evaluation'>> {
    const { index } = this.federation.self(await this.federation.current());
    const commitments = backup.contents.commitments.get(attempt.path);
    if (commitments === undefined) throw new Error('backup lacks the commitments of a path that it has');
    const held = await this.parts.get(attempt.manifestId, attempt.path);
    try {
      const { beta, proof } = evaluate(held.oprfPart, commitmentAt(commitments.oprf, index), alpha, this.rng);
      const fields = { ...attempt, beta: encodeBase64url(beta), proof: encodeBase64url(proof) };
      return await this.federation.sign('evaluation', fields);
    } finally {
      wipeParts(held);
    }
  }

  /** An evaluation of the same attempt that was made before is given again, so repeating a request adds nothing to the log. */
  private async findOwn(attempt: AttemptFields): Promise<ParsedStatement<'evaluation'> | null> {
    const rows = await this.db.query<{ text: string }>(
      "SELECT text FROM statements WHERE manifest_id = ? AND type = 'evaluation' AND claim_id = ?",
      [attempt.manifestId, attempt.claimId],
    );
    const own = rows
      .filter((row) => row.text.includes(attempt.alphaDigest))
      .map((row) => parseEnvelopeOf(row.text, 'evaluation'));
    return own.find((evaluation) => isSameAttempt(evaluation.body, attempt)) ?? null;
  }

  private async record(tx: Tx, quorum: TicketQuorum, evaluation: ParsedStatement, guessLimit: number): Promise<void> {
    const tickets = quorum.tickets.map(({ statement }): RecordEntry => ({ statement, shared: true, origin: 'client' }));
    await this.store.record(tx, [...tickets, { statement: evaluation, shared: false, origin: 'self' }]);
    // No harm if the number was counted here already: then it was spent on this attempt, or on one without a quorum.
    await this.counters.spend(tx, quorum.attempt, guessLimit, null);
  }
}
