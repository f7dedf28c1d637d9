import { Injectable } from '@nestjs/common';
import { type CasesQuery, CLAIM_STATUSES, type ClaimStatus } from '@wardkeep/protocol';
import { z } from 'zod';
import type { Tx } from '../../platform/database/database.js';

/** Whatever reads: the database as committed, or a write unit. */
export type Reader = Pick<Tx, 'query'>;

const text = z.string();
const blob = z.instanceof(Uint8Array);
const ms = z.int();

const ClaimRow = z.object({
  claim_id: text,
  kind: z.enum(['recovery', 'inheritance']),
  path: z.enum(['recovery', 'inheritance']),
  status: z.enum(CLAIM_STATUSES),
  session_key: text,
  sealing_key: text,
  identity_digest: text,
  identity_sealed: blob.nullable(),
  identity_status: z.enum(['pending', 'matches', 'differs']),
  lookup_tag: blob.nullable(),
  practice: z.int(),
  opened_at: ms,
  approved_at: ms.nullable(),
  expires_at: ms,
  closed_at: ms.nullable(),
});
export type ClaimRow = z.infer<typeof ClaimRow>;

const FactRow = z.object({
  id: text,
  type: z.enum(['vote', 'veto', 'override']),
  signer_key: text,
  backup_id: text.nullable(),
  text,
  received_at: ms,
});
/** A vote, a veto or an override on a claim, as stored. */
export type FactRow = z.infer<typeof FactRow>;

const BackupRow = z.object({
  manifest_id: text,
  backup_id: text,
  backup_version: z.int(),
  status: text,
  epoch: z.int(),
  owner_key: text,
  lookup_tag: blob,
  manifest: text,
  epoch_part: text,
  epoch_part_id: text,
  policy: text,
  receipt: text.nullable(),
  held: z.int(),
  committed_at: ms.nullable(),
});
export type BackupRow = z.infer<typeof BackupRow>;

const PolicyRow = z.object({ id: text, backup_id: text, signer_key: text, text, received_at: ms });
/** A policy as stored. */
export type PolicyRow = z.infer<typeof PolicyRow>;

const OwnerActRow = z.object({ id: text, type: z.enum(['policy', 'check-in', 'deletion']) });
/** What an owner key has said of a backup beside its versions. */
export type OwnerActRow = z.infer<typeof OwnerActRow>;

const OverrideRow = z.object({ backup_id: text, owner_key: text, effective_at: ms });
export type OverrideRow = z.infer<typeof OverrideRow>;

const CLAIM = `SELECT claim_id, kind, path, status, session_key, sealing_key, identity_digest, identity_sealed, identity_status,
  lookup_tag, practice, opened_at, approved_at, expires_at, closed_at FROM claims`;
const BACKUP = `SELECT manifest_id, backup_id, backup_version, status, epoch, owner_key, lookup_tag, manifest, epoch_part,
  epoch_part_id, policy, receipt, held, committed_at FROM backups`;

const marksFor = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

/** Claims and what bears upon them. Every method reads through the unit or the database that it is given. */
@Injectable()
export class ClaimRepository {
  async find(reader: Reader, claimId: string): Promise<ClaimRow | null> {
    const [row] = await reader.query(`${CLAIM} WHERE claim_id = ?`, [claimId]);
    return row === undefined ? null : ClaimRow.parse(row);
  }

  /** Newest first. Claimants say when they opened a claim, so that many may have the same time: the id decides then. */
  async list(
    reader: Reader,
    statuses: readonly ClaimStatus[],
    { before = Number.MAX_SAFE_INTEGER, beforeId, limit }: Pick<CasesQuery, 'before' | 'beforeId' | 'limit'>,
  ): Promise<ClaimRow[]> {
    const sql = `${CLAIM} WHERE status IN (${marksFor(statuses)}) AND (opened_at < ? OR (opened_at = ? AND claim_id < ?))
      ORDER BY opened_at DESC, claim_id DESC LIMIT ?`;
    return z.array(ClaimRow).parse(await reader.query(sql, [...statuses, before, before, beforeId ?? '', limit]));
  }

  async countByStatus(reader: Reader): Promise<Record<ClaimStatus, number>> {
    const rows = await reader.query<{ status: ClaimStatus; many: number }>(
      'SELECT status, COUNT(*) AS many FROM claims GROUP BY status',
    );
    const none = { open: 0, approved: 0, released: 0, rejected: 0, vetoed: 0, expired: 0 };
    return { ...none, ...Object.fromEntries(rows.map(({ status, many }) => [status, many])) };
  }

  async listByLookupTag(reader: Reader, lookupTag: Uint8Array): Promise<ClaimRow[]> {
    return z.array(ClaimRow).parse(await reader.query(`${CLAIM} WHERE lookup_tag = ? ORDER BY opened_at`, [lookupTag]));
  }

  async countLive(reader: Reader): Promise<number> {
    const sql = "SELECT COUNT(*) AS live FROM claims WHERE status IN ('open', 'approved', 'vetoed')";
    const [row] = await reader.query<{ live: number }>(sql);
    return row?.live ?? 0;
  }

  /** Votes, vetoes and overrides on a claim, in the order in which they became known. */
  async factsOf(reader: Reader, claimId: string): Promise<FactRow[]> {
    const sql = `SELECT id, type, signer_key, backup_id, text, received_at FROM statements
      WHERE claim_id = ? AND type IN ('vote', 'veto', 'override') ORDER BY seq`;
    return z.array(FactRow).parse(await reader.query(sql, [claimId]));
  }

  /** Committed backups under an identity. */
  async backupsUnder(reader: Reader, lookupTag: Uint8Array): Promise<BackupRow[]> {
    const sql = `${BACKUP} WHERE lookup_tag = ? AND status = 'committed' ORDER BY committed_at, manifest_id`;
    return z.array(BackupRow).parse(await reader.query(sql, [lookupTag]));
  }

  /** A committed backup by its manifest. */
  async findBackup(reader: Reader, manifestId: string): Promise<BackupRow | null> {
    const [row] = await reader.query(`${BACKUP} WHERE manifest_id = ? AND status = 'committed'`, [manifestId]);
    return row === undefined ? null : BackupRow.parse(row);
  }

  /** The newest committed version of a backup; an older one may stand beside it for seven days. */
  async findBackupById(reader: Reader, backupId: string): Promise<BackupRow | null> {
    const [row] = await reader.query(
      `${BACKUP} WHERE backup_id = ? AND status = 'committed' ORDER BY backup_version DESC LIMIT 1`,
      [backupId],
    );
    return row === undefined ? null : BackupRow.parse(row);
  }

  async policiesOf(reader: Reader, backupIds: readonly string[]): Promise<PolicyRow[]> {
    if (backupIds.length === 0) return [];
    const sql = `SELECT id, backup_id, signer_key, text, received_at FROM statements
      WHERE backup_id IN (${marksFor(backupIds)}) AND type = 'policy' ORDER BY seq`;
    return z.array(PolicyRow).parse(await reader.query(sql, backupIds));
  }

  /** Policies, check-ins and deletions of a backup by one owner key. */
  async ownerActsOf(reader: Reader, backupId: string, ownerKey: string): Promise<OwnerActRow[]> {
    const sql =
      "SELECT id, type FROM statements WHERE backup_id = ? AND signer_key = ? AND type IN ('policy', 'check-in', 'deletion')";
    return z.array(OwnerActRow).parse(await reader.query(sql, [backupId, ownerKey]));
  }

  /** Receipts of this node for every version of a backup that was ever committed; they name the policy staged with each. */
  async receiptsOf(reader: Reader, backupId: string): Promise<string[]> {
    const sql = 'SELECT receipt FROM backups WHERE backup_id = ? AND committed_at IS NOT NULL AND receipt IS NOT NULL';
    return (await reader.query<{ receipt: string }>(sql, [backupId])).map((row) => row.receipt);
  }

  /** Whether a newer version of a backup is committed, under whatever identity. */
  async isReplaced(reader: Reader, backupId: string, version: number): Promise<boolean> {
    const sql =
      "SELECT 1 AS one FROM backups WHERE backup_id = ? AND backup_version > ? AND status = 'committed' LIMIT 1";
    return (await reader.query(sql, [backupId, version])).length > 0;
  }

  async overridesOf(reader: Reader, backupIds: readonly string[]): Promise<OverrideRow[]> {
    if (backupIds.length === 0) return [];
    const sql = `SELECT backup_id, owner_key, effective_at FROM owner_key_overrides WHERE backup_id IN (${marksFor(backupIds)})`;
    return z.array(OverrideRow).parse(await reader.query(sql, backupIds));
  }

  /** Whether this node has released any version of a backup to a claim. */
  async hasReleased(reader: Reader, claimId: string, backupId: string): Promise<boolean> {
    const sql = `SELECT 1 AS one FROM releases AS r JOIN backups AS b ON b.manifest_id = r.manifest_id
      WHERE r.claim_id = ? AND b.backup_id = ? LIMIT 1`;
    return (await reader.query(sql, [claimId, backupId])).length > 0;
  }

  /** Manifests whose parts this node has released to a claim. */
  async releasedTo(reader: Reader, claimId: string): Promise<ReadonlySet<string>> {
    const rows = await reader.query<{ manifest_id: string }>('SELECT manifest_id FROM releases WHERE claim_id = ?', [
      claimId,
    ]);
    return new Set(rows.map((row) => row.manifest_id));
  }

  /** Claims whose time may be up. */
  async listDue(reader: Reader, now: number): Promise<string[]> {
    const sql =
      "SELECT claim_id FROM claims WHERE status IN ('open', 'approved', 'vetoed') AND expires_at < ? LIMIT 500";
    return (await reader.query<{ claim_id: string }>(sql, [now])).map((row) => row.claim_id);
  }

  /** Claims under which guardians have overridden an owner key of a backup. */
  async listOverriding(reader: Reader, backupId: string): Promise<string[]> {
    const sql = "SELECT DISTINCT claim_id FROM statements WHERE backup_id = ? AND type = 'override'";
    return (await reader.query<{ claim_id: string }>(sql, [backupId])).map((row) => row.claim_id);
  }

  /** Gives an owner key its rights back. */
  async dropOverride(tx: Tx, backupId: string, ownerKey: string): Promise<void> {
    await tx.execute('DELETE FROM owner_key_overrides WHERE backup_id = ? AND owner_key = ?', [backupId, ownerKey]);
  }

  async insert(tx: Tx, row: Readonly<Record<string, string | number | null>>): Promise<void> {
    await tx.insert('claims', row);
  }

  /**
   * Moves a claim, if it still has the status that the move was decided on.
   *
   * @returns Whether it had.
   */
  async move(
    tx: Tx,
    claimId: string,
    from: ClaimStatus,
    to: {
      readonly status: ClaimStatus;
      readonly approvedAt: number | null;
      readonly expiresAt: number;
      readonly closedAt: number | null;
    },
  ): Promise<boolean> {
    const sql =
      'UPDATE claims SET status = ?, approved_at = ?, expires_at = ?, closed_at = ? WHERE claim_id = ? AND status = ?';
    return (await tx.execute(sql, [to.status, to.approvedAt, to.expiresAt, to.closedAt, claimId, from])) === 1;
  }
}
