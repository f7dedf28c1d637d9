import { Inject, Injectable } from '@nestjs/common';
import { decodeBase64url } from '@wardkeep/crypto';
import {
  evidenceDigest,
  LIMITS,
  parseEnvelopeOf,
  requireFresh,
  verifyClaimParcels,
  verifyParsed,
  verifyParsedClaim,
  type ClaimedBackup,
  type ClaimQueryAnswer,
  type OpenClaimRequest,
  type StatementId,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { DiskRoom } from '../../platform/database/disk-room.js';
import { fromInput } from '../../platform/problem/index.js';
import { AttemptCounters } from '../attempts/attempt-counters.js';
import { FederationService } from '../federation/federation.service.js';
import { StatementService } from '../statements/statement.service.js';
import { AdmissionService } from './admission.service.js';
import { claimProblem } from './claim-problems.js';
import { markEvidence } from './evidence-mark.js';
import { ClaimRepository } from './claim.repository.js';
import type { BackupStanding, ClaimStanding } from './standing.service.js';
import { StandingService } from './standing.service.js';

/** What claimants may do before attempts and releases: open a claim, add evidence, ask how it stands. */
@Injectable()
export class ClaimsService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DiskRoom) private readonly room: DiskRoom,
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(AdmissionService) private readonly admission: AdmissionService,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
  ) {}

  /**
   * Opens a claim. The answer is the same whether or not a backup exists.
   *
   * @param request - The claim and its parcels.
   * @throws ProblemError CLAIMS_FULL, CLOCK_SKEW, CLAIM_INVALID, …
   */
  async open(request: OpenClaimRequest): Promise<StatementId> {
    const config = await this.federation.current();
    // Before admission: what is no claim must neither use up a one-time code nor take the place of one that is.
    const { id } = await fromInput(() => {
      const claim = parseEnvelopeOf(request.claim, 'claim');
      requireFresh(claim.body.issuedAt, this.clock.now());
      verifyClaimParcels(verifyParsedClaim(claim, config), request.parcels);
      return claim;
    });
    // A claimant whose answer got lost asks again, perhaps with a code that let the same claim in before.
    if ((await this.claims.find(this.db, id)) === null) await this.admission.admit(request.admissionCode);
    await fromInput(() => this.statements.accept({ text: request.claim, parcels: request.parcels }, 'client'));
    return id;
  }

  /**
   * Stores one encrypted piece of evidence that a claim names.
   *
   * @throws ProblemError CLAIM_NOT_FOUND, CLAIM_CLOSED, EVIDENCE_NOT_FOUND, EVIDENCE_DIGEST_MISMATCH, DISK_FULL
   */
  async addEvidence(claimId: string, digest: string, ciphertextText: string): Promise<void> {
    const { state } = await this.standing.get(this.db, claimId);
    if (state.status !== 'open' && state.status !== 'approved') {
      throw claimProblem('CLAIM_CLOSED', `claim is ${state.status}`, { claimStatus: state.status });
    }
    const ciphertext = await fromInput(() => decodeBase64url(ciphertextText));
    const [row] = await this.db.query<{ size: number }>('SELECT size FROM evidence WHERE claim_id = ? AND digest = ?', [
      claimId,
      digest,
    ]);
    if (row === undefined) throw claimProblem('EVIDENCE_NOT_FOUND', 'claim names no evidence with this digest');
    if (ciphertext.length !== row.size || evidenceDigest(ciphertext) !== digest) {
      throw claimProblem('EVIDENCE_DIGEST_MISMATCH', 'evidence does not have the size and digest that the claim names');
    }
    await this.room.assertRoom(ciphertext.length);
    const sql = 'UPDATE evidence SET content = ? WHERE claim_id = ? AND digest = ? AND content IS NULL';
    await this.db.write(async (tx) => {
      if ((await tx.execute(sql, [ciphertext, claimId, digest])) === 1) await markEvidence(tx, digest);
    });
  }

  /**
   * Tells a claimant how its claim stands on this node.
   *
   * @param text - A `claim-query`, signed by the claim's session key.
   * @throws ProblemError CLAIM_NOT_FOUND, SIGNATURE_INVALID, CLOCK_SKEW, …
   */
  async query(text: string): Promise<ClaimQueryAnswer> {
    const query = await fromInput(() => parseEnvelopeOf(text, 'claim-query'));
    const standing = await this.standing.get(this.db, query.body.claimId);
    const { config, claim, state, votes } = standing;
    const expected = { federationId: config.federationId, epoch: config.epoch, signerKey: claim.session_key };
    await fromInput(() => {
      verifyParsed(query, expected);
      // One that was written down must not tell its finder for a month how the claim goes on.
      requireFresh(query.body.issuedAt, this.clock.now());
    });
    const isApproved = state.approvedAt !== null;
    const shown = this.shownBackups(standing);
    return {
      // A veto before the certificate would tell that there is a backup to veto.
      status:
        state.status === 'vetoed' && !isApproved ? 'open' : claim.status === 'released' ? 'released' : state.status,
      openedAt: claim.opened_at,
      expiresAt: this.shownExpiry(standing),
      approvalsNeeded: config.size.approvalThreshold,
      votes: votes.slice(-128).map(({ vote }) => vote.statement.text),
      delayEndsAt: state.delayEndsAt,
      backups: await Promise.all(shown.map((backup) => this.describe(backup, standing))),
    };
  }

  /** Backups may make a claim last longer; until the delay is over that would tell that there is one. */
  private shownExpiry({ claim, state }: ClaimStanding): number {
    const { approvedAt, delayEndsAt, expiresAt } = state;
    if (approvedAt === null || delayEndsAt === null) return claim.expires_at;
    return this.clock.now() < delayEndsAt ? delayEndsAt + LIMITS.claimLifetimeSeconds * 1000 : expiresAt;
  }

  /** Only after certificate and delay, the backup's own or the federation's, whichever ends first. */
  private shownBackups({ state, backups }: ClaimStanding): readonly BackupStanding[] {
    const now = this.clock.now();
    const isOver = (at: number | null): boolean => at !== null && at <= now;
    if (state.status === 'rejected' || state.status === 'expired' || state.approvedAt === null) return [];
    return backups.filter((backup) => isOver(state.delayEndsAt) || isOver(backup.state.releasableAt));
  }

  private async describe(
    { row, path, state }: BackupStanding,
    { claim, config }: ClaimStanding,
  ): Promise<ClaimedBackup> {
    const counter = await this.counters.read(this.db, row.manifest_id, claim.path, path.guessLimit, config);
    return {
      manifest: row.manifest,
      epochPart: row.epoch_part,
      policy: row.policy,
      status: state.status,
      approvalsNeeded: state.approvalsNeeded,
      releasableAt: state.releasableAt,
      committedAt: row.committed_at ?? 0,
      lastAttempt: counter.last,
      limit: counter.limit + counter.successes,
    };
  }
}
