import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  LIMITS,
  parseEnvelopeOf,
  requireNamedParcels,
  verifyCommit,
  type BackupId,
  type Commit,
  type CommitRequest,
  type ParsedStatement,
  type StatementId,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { fromInput } from '../../platform/problem/index.js';
import { FederationService } from '../federation/federation.service.js';
import type { StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { AbsentParcels } from './absent-parcels.js';
import { BackupRepository, type BackupRow } from './backup.repository.js';
import { BackupRetirement } from './backup-retirement.js';
import { enrolmentProblem } from './enrolment-problems.js';
import { requireOwner } from './owner-rights.js';

/** The second half of an enrolment: the owner's commit makes a staged version the backup (protocol.md §5.7). */
@Injectable()
export class CommitService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly federation: FederationService,
    private readonly statements: StatementService,
    private readonly backups: BackupRepository,
    private readonly retirement: BackupRetirement,
    private readonly absent: AbsentParcels,
  ) {}

  onModuleInit(): void {
    const handler: StatementHandler<'commit'> = {
      type: 'commit',
      shared: true,
      urgent: false,
      verify: (statement) => this.verify(statement),
      apply: (tx, statement, { receivedAt }) => this.apply(tx, statement as Commit, receivedAt),
    };
    this.statements.register(handler);
  }

  /**
   * Commits a version and takes over the parcels of guardians that were absent. The same commit again changes nothing.
   *
   * @param body - As it came from outside; anyone may carry it.
   * @throws ProblemError with a code of `verifyCommit` or `requireNamedParcels`, BACKUP_NOT_FOUND, BACKUP_SUPERSEDED, OWNER_KEY_REPLACED,
   * OWNER_KEY_OVERRIDDEN, NOT_SEALED.
   */
  async commit(body: CommitRequest): Promise<void> {
    const { id } = await fromInput(() => {
      requireNamedParcels(parseEnvelopeOf(body.commit, 'commit').body, body.absentParcels);
      return this.statements.accept({ text: body.commit }, 'client');
    });
    if (body.absentParcels.length > 0) await this.absent.keep(id, body.absentParcels);
  }

  /**
   * Checks a commit against the version that this node holds.
   *
   * @param statement - Parsed commit.
   * @param version - The version when it is not stored yet.
   */
  async verify(statement: ParsedStatement<'commit'>, version?: CommittedVersion): Promise<Commit> {
    const config = await this.federation.current();
    const { body } = statement;
    const held = version ?? versionOf(await this.find(body.manifestId));
    const expected = { ...held, manifestId: body.manifestId };
    return verifyCommit(statement, config, expected, held.receipt);
  }

  /** Acts on a verified commit, in the write unit that records it. */
  async apply(tx: Tx, commit: Commit, now: number): Promise<void> {
    const { backupId, manifestId } = commit.body;
    const versions = await this.backups.findVersions(tx, backupId);
    const own = versions.find((version) => version.manifest_id === manifestId);
    if (own === undefined)
      throw enrolmentProblem('BACKUP_NOT_FOUND', 'no version of a backup is staged for this commit');
    if (own.status === 'committed') return;
    await requireOwner(tx, versions, commit.body.signer.key, now);
    const isOvertaken = versions.some(
      (each) => each.status === 'committed' && each.backup_version > own.backup_version,
    );
    if (isOvertaken || !(await this.backups.move(tx, manifestId, 'staged', 'committed', now))) {
      throw enrolmentProblem(
        'BACKUP_SUPERSEDED',
        'a newer version of this backup is committed, or this one was dropped',
      );
    }
    const older = versions.filter((each) => each.backup_version < own.backup_version);
    for (const { manifest_id: id, status } of older) {
      if (status === 'staged') await this.retirement.retire(tx, id, 'staged', 'superseded', now);
    }
    // A thief of the owner key could otherwise destroy the true backup by committing another over it (§6.7).
    if (older.some(({ status }) => status === 'committed')) {
      await this.retirement.schedule(tx, backupId, own.backup_version, now + LIMITS.ownerChangeSeconds * 1000);
    }
  }

  private async find(manifestId: string): Promise<BackupRow> {
    const row = await this.backups.find(manifestId);
    if (row === null) throw enrolmentProblem('BACKUP_NOT_FOUND', 'no version of a backup is staged for this commit');
    if (row.status !== 'staged' && row.status !== 'committed') {
      throw enrolmentProblem(
        'BACKUP_SUPERSEDED',
        'a newer version of this backup is committed, or this one was dropped',
      );
    }
    await requireOwner(this.db, [row], row.owner_key, this.clock.now());
    return row;
  }
}

/** What a commit is checked against. */
export interface CommittedVersion {
  readonly backupId: BackupId;
  readonly backupVersion: number;
  readonly epochPartId: StatementId;
  /** Owner key in force. */
  readonly ownerKey: string;
  /** This node's own receipt, if it gave one. */
  readonly receipt: string | null;
}

function versionOf(row: BackupRow): CommittedVersion {
  return {
    backupId: row.backup_id as BackupId,
    backupVersion: row.backup_version,
    epochPartId: row.epoch_part_id as StatementId,
    ownerKey: row.owner_key,
    receipt: row.receipt,
  };
}
