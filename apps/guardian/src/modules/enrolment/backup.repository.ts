import { Injectable } from '@nestjs/common';
import type { Path, VerifiedEnrolment } from '@wardkeep/protocol';
import { Database, type Tx } from '../../platform/database/database.js';
import { type BackupStatus, isMove } from './backup-status.js';

/** What decides whether a version may be stored, committed or replaced. */
export interface VersionRow {
  readonly manifest_id: string;
  readonly backup_id: string;
  readonly backup_version: number;
  readonly status: BackupStatus;
  readonly epoch: number;
  readonly owner_key: string;
  readonly epoch_part_id: string;
  readonly policy_id: string;
  readonly policy_number: number;
  readonly receipt: string | null;
  readonly held: number;
  readonly stored_bytes: number;
  readonly delete_at: number | null;
}

/** A version with its statements. */
export interface BackupRow extends VersionRow {
  readonly manifest: string;
  readonly epoch_part: string;
  readonly policy: string;
  readonly lookup_tag: Uint8Array;
  readonly committed_at: number | null;
}

/** Everything that is stored of a new version. */
export interface NewBackup {
  readonly enrolment: VerifiedEnrolment;
  readonly lookupTag: Uint8Array;
  readonly lookupSealed: Uint8Array;
  readonly parts: readonly (readonly [Path, Uint8Array])[];
  readonly receipt: string;
  readonly storedBytes: number;
  readonly now: number;
}

const VERSION_COLUMNS =
  'manifest_id, backup_id, backup_version, status, epoch, owner_key, epoch_part_id, policy_id, policy_number, receipt, held, stored_bytes, delete_at';
const COLUMNS = `${VERSION_COLUMNS}, manifest, epoch_part, policy, lookup_tag, committed_at`;

/** Versions of backups, their parts and payloads. */
@Injectable()
export class BackupRepository {
  constructor(private readonly db: Database) {}

  /** Every version of a backup that this node knows, the newest first. */
  async findVersions(tx: Pick<Tx, 'query'> | null, backupId: string): Promise<VersionRow[]> {
    const sql = `SELECT ${VERSION_COLUMNS} FROM backups WHERE backup_id = ? ORDER BY backup_version DESC`;
    return (tx ?? this.db).query<VersionRow>(sql, [backupId]);
  }

  /** @returns The version, or null when this node does not know it. */
  async find(manifestId: string): Promise<BackupRow | null> {
    const [row] = await this.db.query<BackupRow>(`SELECT ${COLUMNS} FROM backups WHERE manifest_id = ?`, [manifestId]);
    return row ?? null;
  }

  /** Live versions of all backups of an owner key, at most 64. */
  async findOwned(ownerKey: string): Promise<BackupRow[]> {
    return this.db.query<BackupRow>(
      `SELECT ${COLUMNS} FROM backups WHERE owner_key = ? AND status IN ('staged', 'committed', 'quarantined')
       ORDER BY backup_id, backup_version LIMIT 64`,
      [ownerKey],
    );
  }

  /** How many other backups an identity has. */
  async countOthers(tx: Tx, lookupTag: Uint8Array, backupId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT COUNT(DISTINCT backup_id) AS count FROM backups
       WHERE lookup_tag = ? AND backup_id <> ? AND status IN ('staged', 'committed', 'quarantined')`,
      [lookupTag, backupId],
    );
    return row?.count ?? 0;
  }

  /** Manifests of the versions of a backup that are not dropped. */
  async findLiveManifests(tx: Tx, backupId: string): Promise<{ readonly manifest: string }[]> {
    return tx.query(
      "SELECT manifest FROM backups WHERE backup_id = ? AND status IN ('staged', 'committed', 'quarantined')",
      [backupId],
    );
  }

  /** Stores a version with its parts and payload, staged. */
  async insert(tx: Tx, backup: NewBackup): Promise<void> {
    const { manifest, epochPart, policy, payload } = backup.enrolment;
    const { header } = manifest.body;
    await tx.insert('backups', {
      manifest_id: manifest.id,
      backup_id: header.backupId,
      backup_version: header.backupVersion,
      status: 'staged',
      epoch: manifest.body.epoch,
      owner_key: header.ownerKey,
      lookup_tag: backup.lookupTag,
      lookup_sealed: backup.lookupSealed,
      manifest: manifest.text,
      epoch_part: epochPart.statement.text,
      epoch_part_id: epochPart.statement.id,
      policy: policy.text,
      policy_id: policy.id,
      policy_number: policy.body.number,
      receipt: backup.receipt,
      held: 1,
      stored_bytes: backup.storedBytes,
      staged_at: backup.now,
    });
    for (const [path, sealed] of backup.parts) {
      await tx.insert('backup_parts', { manifest_id: manifest.id, path, epoch: manifest.body.epoch, sealed });
    }
    await tx.insert('payloads', { manifest_id: manifest.id, content: payload });
  }

  /** Puts the newest policy of a backup to all its live versions. */
  async takeNewestPolicy(tx: Tx, backupId: string): Promise<void> {
    const [newest] = await tx.query<{ policy: string; policy_id: string; policy_number: number }>(
      `SELECT policy, policy_id, policy_number FROM backups WHERE backup_id = ?
       AND status IN ('staged', 'committed', 'quarantined') ORDER BY policy_number DESC LIMIT 1`,
      [backupId],
    );
    if (newest !== undefined) await this.setPolicy(tx, backupId, newest);
  }

  /** Puts a policy to all live versions of a backup that have an older one. */
  async setPolicy(
    tx: Tx,
    backupId: string,
    { policy, policy_id, policy_number }: Pick<BackupRow, 'policy' | 'policy_id' | 'policy_number'>,
  ): Promise<void> {
    await tx.execute(
      `UPDATE backups SET policy = ?, policy_id = ?, policy_number = ?
       WHERE backup_id = ? AND policy_number < ? AND status IN ('staged', 'committed', 'quarantined')`,
      [policy, policy_id, policy_number, backupId, policy_number],
    );
  }

  /** Parts of a version, as stored. */
  async findParts(manifestId: string): Promise<{ path: Path; epoch: number; sealed: Uint8Array }[]> {
    return this.db.query('SELECT path, epoch, sealed FROM backup_parts WHERE manifest_id = ?', [manifestId]);
  }

  /** @returns C, or null when this node does not have it. */
  async findPayload(manifestId: string): Promise<Uint8Array | null> {
    const sql = 'SELECT content FROM payloads WHERE manifest_id = ?';
    const [row] = await this.db.query<{ content: Uint8Array }>(sql, [manifestId]);
    return row?.content ?? null;
  }

  /**
   * Moves a version on.
   *
   * @returns Whether it was where it was expected.
   */
  async move(tx: Tx, manifestId: string, from: BackupStatus, to: BackupStatus, now: number): Promise<boolean> {
    if (!isMove(from, to)) throw new Error(`backup cannot move from ${from} to ${to}`);
    const committed = to === 'committed' ? ', committed_at = ?' : '';
    const changed = await tx.execute(`UPDATE backups SET status = ?${committed} WHERE manifest_id = ? AND status = ?`, [
      to,
      ...(to === 'committed' ? [now] : []),
      manifestId,
      from,
    ]);
    return changed === 1;
  }

  /** Drops everything secret or large of a version; the row itself stays, so that its number is not used again. */
  async dropContent(tx: Tx, manifestId: string): Promise<void> {
    for (const table of ['backup_parts', 'payloads', 'absent_parcels']) {
      await tx.execute(`DELETE FROM ${table} WHERE manifest_id = ?`, [manifestId]);
    }
  }
}
