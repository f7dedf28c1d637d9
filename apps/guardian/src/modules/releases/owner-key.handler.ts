import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  parseGuardianIndex,
  verifyOwnerKey,
  type GuardianIndex,
  type ParsedStatement,
  type PathHeader,
  type VerifiedStatement,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { BackupContentsReader } from '../claims/backup-contents.js';
import { claimProblem } from '../claims/claim-problems.js';
import { ClaimRepository, type BackupRow } from '../claims/claim.repository.js';
import { requireReleasable } from '../claims/release-conditions.js';
import { StandingService, type ClaimStanding } from '../claims/standing.service.js';
import type { ApplyContext, StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';

/** A released claim makes the claimant the owner: a new owner key, and no more rights for the old one (protocol.md §6.6). */
@Injectable()
export class OwnerKeyHandler implements StatementHandler<'owner-key'>, OnModuleInit {
  readonly type = 'owner-key';
  readonly shared = true;
  readonly urgent = true;

  constructor(
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(BackupContentsReader) private readonly contents: BackupContentsReader,
    @Inject(StandingService) private readonly standing: StandingService,
  ) {}

  onModuleInit(): void {
    this.statements.register(this);
  }

  async verify(statement: ParsedStatement<'owner-key'>): Promise<VerifiedStatement<'owner-key'>> {
    const { claimId, manifestId } = statement.body;
    const standing = await this.standing.get(this.db, claimId);
    const { config, claim } = standing;
    const { row, header } = await this.backupOf(manifestId, standing);
    const keys = { sessionKey: claim.session_key, claimKey: header.claimKey };
    return verifyOwnerKey(statement, { config, claimId, manifestId, path: claim.path, ...keys }, row.backup_id);
  }

  async apply(tx: Tx, statement: VerifiedStatement<'owner-key'>, context: ApplyContext): Promise<void> {
    const { backupId, newOwnerKey, claimId, manifestId } = statement.body;
    // A claimant that names two new owners keeps the first.
    if (context.conflicts.length > 0) return;
    const row = await this.claims.findBackupById(tx, backupId);
    if (row === null) throw claimProblem('BACKUP_NOT_FOUND', 'owner key is of a backup that is not known here');
    // Otherwise old memorable information, or one that leaked, would take over what was rotated away from it.
    if (row.manifest_id !== manifestId) {
      throw claimProblem(
        'BACKUP_SUPERSEDED',
        'only a claim on the newest version of a backup can install an owner key',
      );
    }
    // What the former key has asked to delete or replace stays: it may have been in a thief's hands.
    const sql = 'UPDATE backups SET owner_key = ?, delete_at = NULL WHERE backup_id = ? AND owner_key = ?';
    if ((await tx.execute(sql, [newOwnerKey, backupId, row.owner_key])) === 0) {
      throw new Error('owner key of a backup changed within a write unit');
    }
    await this.standing.refresh(tx, claimId);
  }

  /**
   * Either this node would release too, or t guardians have: then the claimant is the owner, whatever this node's clock says
   * and whatever veto reached it first.
   */
  private async backupOf(manifestId: string, standing: ClaimStanding): Promise<{ row: BackupRow; header: PathHeader }> {
    const { config, claim } = standing;
    if (!config.size.hasRecoverQuorum(await this.releasersOf(claim.claim_id, manifestId))) {
      const { row, path } = requireReleasable(standing, manifestId, this.clock.now());
      return { row, header: path };
    }
    const row = await this.claims.findBackup(this.db, manifestId);
    const header = row === null ? null : this.contents.findPath(row, claim.path, config);
    if (row === null || header === null) {
      throw claimProblem('BACKUP_NOT_FOUND', 'owner key is of a backup that is not known here');
    }
    return { row, header };
  }

  private async releasersOf(claimId: string, manifestId: string): Promise<GuardianIndex[]> {
    const sql =
      "SELECT DISTINCT signer_index FROM statements WHERE claim_id = ? AND type = 'release' AND manifest_id = ?";
    const rows = await this.db.query<{ signer_index: number }>(sql, [claimId, manifestId]);
    return rows.map((row) => parseGuardianIndex(row.signer_index));
  }
}
