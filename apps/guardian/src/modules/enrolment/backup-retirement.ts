import { Injectable } from '@nestjs/common';
import { LIMITS, parseEnvelopeOf } from '@wardkeep/protocol';
import { Database, type Tx } from '../../platform/database/database.js';
import { BackupRepository } from './backup.repository.js';
import type { BackupStatus } from './backup-status.js';
import { QuotaRepository } from './quota.repository.js';

/** Of a 32-bit column; no version reaches it. */
const LARGEST_INTEGER = 2 ** 31 - 1;
/** Most versions that one write unit retires. */
const BATCH = 50;

interface DueRow {
  readonly manifest_id: string;
  readonly backup_id: string;
  readonly backup_version: number;
  readonly status: BackupStatus;
}

const STAGED_TOO_LONG = `
  SELECT manifest_id, backup_id, backup_version, status FROM backups
  WHERE status = 'staged' AND ((receipt IS NULL AND staged_at <= ?) OR staged_at <= ?) LIMIT ${String(BATCH)}`;

/**
 * Replaced or deleted, the 7 days are over, no claim could still need it, and the key that asked for it has the rights. A claim
 * whose identity is not computed yet could be on any backup; one that is vetoed goes on if guardians override the key.
 */
const DUE = `
  SELECT manifest_id, backup_id, backup_version, status FROM backups AS b
  WHERE status IN ('committed', 'quarantined') AND delete_at <= ?
    AND NOT EXISTS (SELECT 1 FROM claims AS c
      WHERE c.status IN ('open', 'approved', 'vetoed', 'released') AND c.expires_at > ?
        AND (c.lookup_tag = b.lookup_tag OR c.identity_status = 'pending'))
    AND NOT EXISTS (SELECT 1 FROM owner_key_overrides AS o
      WHERE o.backup_id = b.backup_id AND o.owner_key = b.owner_key AND o.effective_at <= ?)
  LIMIT ${String(BATCH)}`;

/** Ends the life of versions: staged too long, replaced, or deleted. Attempt counters stay for ever. */
@Injectable()
export class BackupRetirement {
  constructor(
    private readonly db: Database,
    private readonly backups: BackupRepository,
    private readonly quotas: QuotaRepository,
  ) {}

  /**
   * Sets when the committed versions of a backup are dropped; an earlier date stays.
   *
   * @param tx - Write unit.
   * @param backupId - The backup.
   * @param below - Only versions below this one; all when null.
   * @param at - Milliseconds since the Unix epoch.
   */
  async schedule(tx: Tx, backupId: string, below: number | null, at: number): Promise<void> {
    await tx.execute(
      `UPDATE backups SET delete_at = ? WHERE backup_id = ? AND backup_version < ?
       AND status IN ('committed', 'quarantined') AND (delete_at IS NULL OR delete_at > ?)`,
      [at, backupId, below ?? LARGEST_INTEGER, at],
    );
  }

  /**
   * Drops the content of a version and gives its room back.
   *
   * @returns Whether the version was where it was expected.
   */
  async retire(tx: Tx, manifestId: string, from: BackupStatus, to: BackupStatus, now: number): Promise<boolean> {
    if (!(await this.backups.move(tx, manifestId, from, to, now))) return false;
    await this.backups.dropContent(tx, manifestId);
    const [row] = await tx.query<{ manifest: string; stored_bytes: number }>(
      'SELECT manifest, stored_bytes FROM backups WHERE manifest_id = ?',
      [manifestId],
    );
    if (row === undefined) throw new Error('backup has gone while it was retired');
    // The key that enrolled it has paid for it, whoever owns the backup by now.
    const { ownerKey } = parseEnvelopeOf(row.manifest, 'manifest').body.header;
    await this.quotas.giveBack(tx, ownerKey, row.stored_bytes);
    return true;
  }

  /**
   * Retires everything whose time has come.
   *
   * @param now - Milliseconds since the Unix epoch.
   * @returns How many versions were retired.
   */
  async sweep(now: number): Promise<number> {
    let retired = 0;
    const staged = [now - LIMITS.stagingSeconds * 1000, now - LIMITS.receiptedStagingSeconds * 1000];
    for (const [sql, params] of [
      [STAGED_TOO_LONG, staged],
      [DUE, [now, now, now]],
    ] as const) {
      for (let found = BATCH; found === BATCH;) {
        // Looked for first without holding up other writers, and then again inside the unit.
        if ((await this.db.query(sql, params)).length === 0) break;
        found = await this.db.write(async (tx) => {
          const due = await tx.query<DueRow>(sql, params);
          for (const row of due) await this.retire(tx, row.manifest_id, row.status, await endOf(tx, row), now);
          return due.length;
        });
        retired += found;
      }
    }
    return retired;
  }
}

/** A version that a newer one replaced is superseded; one that the owner gave up is deleted. */
async function endOf(tx: Tx, row: DueRow): Promise<BackupStatus> {
  if (row.status === 'staged') return 'superseded';
  const [newer] = await tx.query(
    "SELECT 1 AS one FROM backups WHERE backup_id = ? AND backup_version > ? AND status = 'committed'",
    [row.backup_id, row.backup_version],
  );
  return newer === undefined ? 'deleted' : 'superseded';
}
