import { Inject, Injectable } from '@nestjs/common';
import {
  backupState,
  claimState,
  isFinalClaimStatus,
  parseEnvelopeOf,
  policyInForce,
  requireClaimTransition,
  vetoHolds,
  verifyVote,
  type BackupState,
  type Body,
  type ClaimState,
  type KnownVote,
  type PathHeader,
  type SealedConfig,
  type Vote,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { stagedPolicyOf } from '../enrolment/staged-policy.js';
import { FederationService } from '../federation/federation.service.js';
import { BackupContentsReader, type BackupContents } from './backup-contents.js';
import { BoundedCache } from './bounded-cache.js';
import { claimProblem } from './claim-problems.js';
import {
  ClaimRepository,
  type BackupRow,
  type ClaimRow,
  type FactRow,
  type OverrideRow,
  type PolicyRow,
  type Reader,
} from './claim.repository.js';

/** How one backup stands under one claim on this node. */
export interface BackupStanding {
  readonly row: BackupRow;
  readonly contents: BackupContents;
  readonly path: PathHeader;
  readonly state: BackupState;
}

/** How a claim stands on this node, judged from the signed facts that it knows. */
export interface ClaimStanding {
  readonly config: SealedConfig;
  readonly claim: ClaimRow;
  readonly state: ClaimState;
  readonly votes: readonly KnownVote[];
  readonly facts: readonly FactRow[];
  readonly backups: readonly BackupStanding[];
}

const MOST_STATEMENTS = 20_000;

/**
 * Judges claims. Nothing is decided here that the protocol's pure functions do not decide; this gathers what they need, in
 * a handful of small reads, so that it can be done inside the write unit that acts on the outcome.
 */
@Injectable()
export class StandingService {
  readonly #votes = new BoundedCache<Vote>(MOST_STATEMENTS);
  readonly #staged = new BoundedCache<string>(MOST_STATEMENTS);
  readonly #policies = new BoundedCache<Body<'policy'>>(MOST_STATEMENTS);

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(BackupContentsReader) private readonly contents: BackupContentsReader,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @param reader - The database, or the write unit that acts on the outcome.
   * @param claimId - The claim.
   * @throws ProblemError CLAIM_NOT_FOUND
   */
  async get(reader: Reader, claimId: string): Promise<ClaimStanding> {
    const config = await this.federation.current();
    const claim = await this.claims.find(reader, claimId);
    if (claim === null) throw claimProblem('CLAIM_NOT_FOUND', 'this guardian knows no claim with this id');
    return this.judge(reader, claim, config);
  }

  /**
   * A claim without its standing: enough to check who signed a request.
   *
   * @param claimId - The claim.
   * @throws ProblemError CLAIM_NOT_FOUND
   */
  async getSigner(claimId: string): Promise<{ readonly config: SealedConfig; readonly claim: ClaimRow }> {
    const config = await this.federation.current();
    const claim = await this.claims.find(this.db, claimId);
    if (claim === null) throw claimProblem('CLAIM_NOT_FOUND', 'this guardian knows no claim with this id');
    return { config, claim };
  }

  /**
   * @param reader - The database, or the write unit that acts on the outcome.
   * @param claim - The claim.
   * @param config - The config in force.
   */
  async judge(reader: Reader, claim: ClaimRow, config: SealedConfig): Promise<ClaimStanding> {
    const facts = await this.claims.factsOf(reader, claim.claim_id);
    const votes = facts.filter((fact) => fact.type === 'vote').map((fact) => this.voteOf(fact, claim, config));
    const backups = await this.backupsOf(reader, claim, config, facts, votes);
    const state = claimState({
      claimId: claim.claim_id,
      size: config.size,
      openedAt: claim.opened_at,
      votes,
      backups: backups.map((backup) => backup.state),
      defaultDelaySeconds: config.policies.recoveryDelaySeconds,
      now: this.clock.now(),
    });
    return { config, claim, state, votes, facts, backups };
  }

  /**
   * Brings the stored status of a claim in line with the facts. Call it in every unit that changes them.
   *
   * @param tx - Write unit.
   * @param claimId - The claim.
   */
  async refresh(tx: Tx, claimId: string): Promise<ClaimStanding> {
    const standing = await this.get(tx, claimId);
    const { claim, state } = standing;
    const isSame =
      state.status === claim.status && state.approvedAt === claim.approved_at && state.expiresAt === claim.expires_at;
    if (isSame || isFinalClaimStatus(claim.status)) return standing;
    if (state.status !== claim.status) requireClaimTransition(claim.status, state.status);
    const closedAt = isFinalClaimStatus(state.status) ? this.clock.now() : null;
    if (!(await this.claims.move(tx, claim.claim_id, claim.status, { ...state, closedAt }))) {
      throw new Error('claim moved while it was being judged');
    }
    return standing;
  }

  /**
   * Notes that a backup was released to a claim; the claim stays released from then on.
   *
   * @param tx - Write unit.
   * @param standing - As judged within the same unit.
   */
  async markReleased(tx: Tx, { claim, state }: ClaimStanding): Promise<void> {
    if (isFinalClaimStatus(claim.status)) return;
    requireClaimTransition(claim.status, 'released');
    const to = { ...state, status: 'released' as const, closedAt: this.clock.now() };
    if (!(await this.claims.move(tx, claim.claim_id, claim.status, to))) {
      throw new Error('claim moved while it was being judged');
    }
  }

  private voteOf(fact: FactRow, claim: ClaimRow, config: SealedConfig): KnownVote {
    const vote = this.#votes.get(fact.id, () => verifyVote(fact.text, { config, claimId: claim.claim_id }));
    return { vote, knownAt: fact.received_at };
  }

  private async backupsOf(
    reader: Reader,
    claim: ClaimRow,
    config: SealedConfig,
    facts: readonly FactRow[],
    votes: readonly KnownVote[],
  ): Promise<BackupStanding[]> {
    // An invented identity may be somebody's all the same.
    if (claim.lookup_tag === null || claim.practice === 1) return [];
    const rows = await this.claims.backupsUnder(reader, claim.lookup_tag);
    const ids = rows.map((row) => row.backup_id);
    const policies = await this.claims.policiesOf(reader, ids);
    const overrides = await this.claims.overridesOf(reader, ids);
    const released = rows.length === 0 ? new Set() : await this.claims.releasedTo(reader, claim.claim_id);
    const now = this.clock.now();
    return rows.flatMap((row) => {
      const contents = this.contents.read(row, config);
      const path = contents.manifest.body.header.paths[claim.path];
      if (path === undefined) return [];
      const own = overrides.filter((override) => override.backup_id === row.backup_id);
      const vetoers = facts.filter((fact) => fact.type === 'veto' && fact.backup_id === row.backup_id);
      const state = backupState({
        claimId: claim.claim_id,
        size: config.size,
        votes,
        terms: this.termsOf(row, claim, config, policies, own, now),
        vetoed: vetoHolds({
          vetoedBy: vetoers.map((fact) => fact.signer_key),
          ownerKey: row.owner_key,
          unlock: path.unlock,
          overriddenAt: own.find((override) => override.owner_key === row.owner_key)?.effective_at ?? null,
          now,
        }),
        released: released.has(row.manifest_id),
        now,
      });
      return [{ row, contents, path, state }];
    });
  }

  /**
   * Policies of an owner key that was voted out no longer count, save the one that came with the backup itself: not the one with
   * the smallest number, which a thief of the key may have signed later.
   */
  private termsOf(
    row: BackupRow,
    claim: ClaimRow,
    config: SealedConfig,
    policies: readonly PolicyRow[],
    overrides: readonly OverrideRow[],
    now: number,
  ) {
    const { receipt } = row;
    const staged = receipt === null ? null : this.#staged.get(row.manifest_id, () => stagedPolicyOf(receipt));
    const own = policies
      .filter((policy) => policy.backup_id === row.backup_id)
      .map((policy) => ({
        isStaged: policy.id === staged,
        signerKey: policy.signer_key,
        receivedAt: policy.received_at,
        body: this.#policies.get(policy.id, () => parseEnvelopeOf(policy.text, 'policy').body),
      }));
    const voided = new Set(overrides.filter(({ effective_at: at }) => at <= now).map((override) => override.owner_key));
    const counted = own.filter((policy) => policy.isStaged || !voided.has(policy.signerKey));
    return policyInForce(counted, claim.path, config, claim.opened_at);
  }
}
