import { Inject, Injectable } from '@nestjs/common';
import {
  identityInputOf,
  isFinalClaimStatus,
  parseGuardianIndex,
  type GuardianStatementType,
  type OverrideRequest,
  type ParsedStatement,
  type VerifiedStatement,
  type VoteRequest,
} from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { fromInput } from '../../platform/problem/index.js';
import { FederationService } from '../federation/federation.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { StatementStore } from '../statements/statement-store.js';
import { claimProblem } from './claim-problems.js';
import type { ClaimRow } from './claim.repository.js';
import { IdentityCheckService } from './identity-check.service.js';
import { OverridableKeys } from './overridable-keys.js';
import { OverrideTally } from './override-tally.js';
import { StandingService, type ClaimStanding } from './standing.service.js';
import { VoteHandler } from './vote.handler.js';

type Own<T extends GuardianStatementType> = ParsedStatement<T>;

/**
 * What this guardian decides on a claim. The identity is typed from the papers every time and compared with the claim's
 * digest; a decision that was made already is given again, so that this node never contradicts itself.
 */
@Injectable()
export class VoteService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ActingGate) private readonly gate: ActingGate,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(IdentityCheckService) private readonly identities: IdentityCheckService,
    @Inject(StatementStore) private readonly store: StatementStore,
    @Inject(VoteHandler) private readonly votes: VoteHandler,
    @Inject(OverrideTally) private readonly overrides: OverrideTally,
    @Inject(OverridableKeys) private readonly overridable: OverridableKeys,
  ) {}

  /**
   * Votes on a claim.
   *
   * @param claimId - The claim.
   * @param request - Decision, and for an approval the identity from the papers.
   * @param operator - Who decides.
   * @returns Id of the vote.
   * @throws ProblemError CLAIM_CLOSED, IDENTITY_MISMATCH, IDENTITY_UNREADABLE, VOTE_AFTER_REJECT, NOT_ACTING
   */
  async vote(claimId: string, request: VoteRequest, operator: OperatorCaller): Promise<string> {
    await this.gate.ensure();
    const { claim } = await this.standing.get(this.db, claimId);
    requireLive(claim);
    if (request.decision === 'approve') await this.requireIdentity(claim, request);
    const { decision, method, documents } = request;
    return this.db.write(async (tx) => {
      const standing = await this.standing.get(tx, claimId);
      requireLive(standing.claim);
      const own = this.ownVotes(standing);
      // Before the approval is given again: one that was taken back counts no more, and must not seem to.
      if (decision === 'approve' && own.some((vote) => vote.decision === 'reject')) {
        throw claimProblem('VOTE_AFTER_REJECT', 'this guardian has rejected the claim, which cannot be taken back');
      }
      const same = own.find((vote) => vote.decision === decision);
      if (same !== undefined) return same.statement.id;
      const fields = { claimId: claim.claim_id as never, configId: standing.config.id, decision, method, documents };
      const vote = await this.record(tx, 'vote', fields);
      await this.votes.apply(tx, vote as VerifiedStatement<'vote'>, { receivedAt: this.clock.now() });
      await this.audit.record(tx, operator, `case.${decision}`, claimId);
      return vote.id;
    });
  }

  /**
   * Overrides an owner key that stands in the way of a claim, after this guardian met the claimant again.
   *
   * @param claimId - The claim.
   * @param request - The backup, and the identity from the papers, checked anew.
   * @param operator - Who decides.
   * @returns Id of the override.
   * @throws ProblemError NOT_APPROVED_HERE, NOTHING_TO_OVERRIDE, BACKUP_NOT_FOUND, and as {@link vote}
   */
  async override(claimId: string, request: OverrideRequest, operator: OperatorCaller): Promise<string> {
    await this.gate.ensure();
    const { claim } = await this.standing.get(this.db, claimId);
    await this.requireIdentity(claim, request);
    return this.db.write(async (tx) => {
      const standing = await this.standing.get(tx, claimId);
      requireLive(standing.claim);
      const own = this.ownVotes(standing);
      if (own.length !== 1 || own[0]?.decision !== 'approve') {
        throw claimProblem('NOT_APPROVED_HERE', 'only a guardian that approves the claim can override an owner key');
      }
      const ownerKey = await this.overridable.keyOf(tx, standing, request.backupId);
      const known = this.findOwnOverride(standing, request.backupId, ownerKey);
      if (known !== null) return known;
      const fields = { claimId: claimId as never, backupId: request.backupId as never, ownerKey: ownerKey as never };
      const override = await this.record(tx, 'override', fields);
      await this.overrides.settle(tx, claimId, this.clock.now());
      await this.standing.refresh(tx, claimId);
      await this.audit.record(tx, operator, 'case.override', `${claimId} ${request.backupId}`);
      return override.id;
    });
  }

  /** The guardian's eyes against the claim's digest; the claimant's own words play no part. */
  private async requireIdentity(claim: ClaimRow, { identity }: Pick<OverrideRequest, 'identity'>): Promise<void> {
    const details = await this.identities.findDetails(claim);
    if (details === null)
      throw claimProblem('IDENTITY_UNREADABLE', 'what the claimant sealed to this guardian does not open');
    const found = await fromInput(() => this.identities.compare(identityInputOf(identity), claim, details.nonce));
    found?.fill(0);
    if (found === null)
      throw claimProblem('IDENTITY_MISMATCH', 'identity from the papers is not the one that is claimed');
  }

  private ownVotes({ votes, config }: ClaimStanding) {
    const self = parseGuardianIndex(this.federation.self(config).index);
    return votes.map(({ vote }) => vote).filter((vote) => vote.guardian === self);
  }

  private findOwnOverride(standing: ClaimStanding, backupId: string, ownerKey: string): string | null {
    const { signingKey } = this.federation.self(standing.config);
    const own = standing.facts.filter((fact) => fact.type === 'override' && fact.signer_key === signingKey);
    const found = own.find((fact) => fact.backup_id === backupId && fact.text.includes(ownerKey));
    return found?.id ?? null;
  }

  private async record<T extends 'vote' | 'override'>(
    tx: Tx,
    type: T,
    fields: Parameters<typeof this.federation.sign<T>>[1],
  ): Promise<Own<T>> {
    const statement = await this.federation.sign(type, fields);
    await this.store.record(tx, [{ statement, shared: true, urgent: true, origin: 'console' }]);
    return statement;
  }
}

function requireLive(claim: ClaimRow): void {
  if (isFinalClaimStatus(claim.status)) {
    throw claimProblem('CLAIM_CLOSED', `claim is ${claim.status}`, { claimStatus: claim.status });
  }
}
