import { Inject, Injectable } from '@nestjs/common';
import {
  CLAIM_STATUSES,
  guessesLeft,
  identityInputOf,
  isProtocolError,
  normalizeIdentity,
  parseGuardianIndex,
  tallyVotes,
  verificationWords,
  type CasesAnswer,
  type CasesQuery,
  type CaseSummary,
  type CaseView,
  type ClaimantDetails,
  type ClaimStatus,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AttemptCounters } from '../attempts/attempt-counters.js';
import { FederationService } from '../federation/federation.service.js';
import { CaseRecordsRepository } from './case-records.repository.js';
import { shownOverrides, shownUnlocks, shownVetoes } from './case-decisions.js';
import { ClaimRepository } from './claim.repository.js';
import { IdentityCheckService } from './identity-check.service.js';
import { StandingService, type BackupStanding, type ClaimStanding } from './standing.service.js';

type ShownBackup = CaseView['backups'][number];
type ShownIdentity = NonNullable<CaseView['identity']>;
type ShownVote = CaseView['votes'][number];

const LIVE: readonly ClaimStatus[] = ['open', 'approved', 'vetoed'];
const CLOSED: readonly ClaimStatus[] = ['rejected', 'vetoed', 'expired'];

/** Claims as operators see them. */
@Injectable()
export class CasesService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(CaseRecordsRepository) private readonly records: CaseRecordsRepository,
    @Inject(IdentityCheckService) private readonly identities: IdentityCheckService,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
  ) {}

  /**
   * @param query - Which cases, newest first.
   */
  async list(query: CasesQuery): Promise<CasesAnswer> {
    const config = await this.federation.current();
    const rows = await this.claims.list(this.db, statusesOf(query.status), query);
    const summaries: CaseSummary[] = [];
    for (const row of rows) {
      const standing = await this.standing.judge(this.db, row, config);
      const details = await this.identities.findDetails(row);
      summaries.push(this.summarize(standing, this.shownIdentity(details)));
    }
    return { cases: summaries, counts: await this.claims.countByStatus(this.db) };
  }

  /**
   * @param claimId - The claim.
   * @throws ProblemError CLAIM_NOT_FOUND
   */
  async get(claimId: string): Promise<CaseView> {
    const standing = await this.standing.get(this.db, claimId);
    const { claim, state, config } = standing;
    const identity = this.shownIdentity(await this.identities.findDetails(claim));
    const others = claim.lookup_tag === null ? [] : await this.claims.listByLookupTag(this.db, claim.lookup_tag);
    const unlocks = await this.records.unlocksOf(standing.backups.map(({ row }) => row.manifest_id));
    const timeline = [...(await this.records.timelineOf(claimId)), ...unlocks];
    return {
      ...this.summarize(standing, identity),
      identity,
      path: claim.path,
      approvedAt: state.approvedAt,
      rejectionsToClose: config.size.rejectionsToClose,
      holdsBackup: standing.backups.length > 0,
      backups: await Promise.all(standing.backups.map((backup) => this.shownBackup(backup, standing))),
      earlierClaims: others
        .filter((other) => other.claim_id !== claimId && other.opened_at <= claim.opened_at)
        .map((other) => ({ claimId: other.claim_id, status: other.status, openedAt: other.opened_at })),
      votes: shownVotes(standing),
      unlocks: shownUnlocks(
        unlocks.map(({ id, statement }) => ({ id, text: statement })),
        config,
      ),
      overrides: shownOverrides(standing.facts, config),
      vetoes: shownVetoes(standing.facts),
      equivocations: await this.records.equivocationsOn(claimId),
      evidence: await this.records.evidenceOf(claimId),
      timeline: timeline.sort((a, b) => a.receivedAt - b.receivedAt),
    };
  }

  private summarize(standing: ClaimStanding, identity: ShownIdentity | null): CaseSummary {
    const { claim, state, votes, config } = standing;
    const { approvals, rejecters } = tallyVotes(
      votes.map(({ vote }) => vote),
      claim.claim_id,
    );
    const self = parseGuardianIndex(this.federation.self(config).index);
    const status = isSettled(claim.status) ? claim.status : state.status;
    const ownDecision = rejecters.has(self) ? 'reject' : approvals.has(self) ? 'approve' : null;
    return {
      claimId: claim.claim_id,
      kind: claim.kind,
      practice: claim.practice === 1,
      words: verificationWords(claim.claim_id),
      status,
      identityStatus: claim.identity_status,
      name: identity?.display ?? null,
      openedAt: claim.opened_at,
      expiresAt: state.expiresAt,
      approvals: approvals.size,
      rejections: rejecters.size,
      approvalsNeeded: config.size.approvalThreshold,
      ownDecision,
      needsVote: status === 'open' && ownDecision === null,
      delayEndsAt: state.delayEndsAt,
    };
  }

  private shownIdentity(details: ClaimantDetails | null): ShownIdentity | null {
    if (details === null) return null;
    const { surname, givenNames, dateOfBirth } = details.identity;
    return { surname, givenNames, dateOfBirth, display: this.displayOf(details), contact: details.contact };
  }

  private displayOf({ identity }: ClaimantDetails): string | null {
    try {
      return normalizeIdentity(identityInputOf(identity), this.clock.now()).display;
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      return null;
    }
  }

  private async shownBackup({ row, path, state }: BackupStanding, standing: ClaimStanding): Promise<ShownBackup> {
    const { claim, config } = standing;
    const counter = await this.counters.read(this.db, row.manifest_id, claim.path, path.guessLimit, config);
    const [override] = await this.claims.overridesOf(this.db, [row.backup_id]);
    // Correct guesses are not counted against the limit, and an unlock names it without them.
    const spent = counter.last - counter.successes;
    return {
      manifestId: row.manifest_id,
      backupId: row.backup_id,
      backupVersion: row.backup_version,
      path: claim.path,
      committedAt: row.committed_at,
      held: row.held === 1,
      status: state.status,
      approvalsNeeded: state.approvalsNeeded,
      releasableAt: state.releasableAt,
      isVetoed: state.status === 'vetoed',
      overriddenAt: override?.effective_at ?? null,
      guesses: { spent, limit: counter.limit, left: guessesLeft(counter.limit, spent) },
    };
  }
}

function statusesOf(asked: CasesQuery['status']): readonly ClaimStatus[] {
  if (asked === 'all') return CLAIM_STATUSES;
  if (asked === 'live') return LIVE;
  return asked === 'closed' ? CLOSED : [asked];
}

const isSettled = (status: ClaimStatus): boolean => !LIVE.includes(status);

function shownVotes({ votes, config, claim }: ClaimStanding): ShownVote[] {
  const { approvals } = tallyVotes(
    votes.map(({ vote }) => vote),
    claim.claim_id,
  );
  return votes.map(({ vote, knownAt }) => {
    const { body, id } = vote.statement;
    const guardian = config.guardians.find(({ index }) => index === vote.guardian);
    return {
      id,
      guardian: vote.guardian,
      name: guardian?.name ?? '',
      decision: vote.decision,
      method: body.method,
      documents: body.documents,
      issuedAt: body.issuedAt,
      knownAt,
      counts: vote.decision === 'reject' || approvals.get(vote.guardian) === vote,
      text: vote.statement.text,
    };
  });
}
