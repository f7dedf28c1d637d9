import { Injectable } from '@nestjs/common';
import type { MembersAnswer } from '@wardkeep/protocol';
import { Database } from '../../platform/database/database.js';

const MOST_INVITES = 1000;

/** Counts what this node keeps. It has no names to show. */
@Injectable()
export class MembersService {
  constructor(private readonly database: Database) {}

  /** @returns Figures as of now. */
  async count(): Promise<MembersAnswer> {
    const [counts] = await this.database.query<Omit<MembersAnswer, 'byInvite' | 'freeBytes'>>(`SELECT
      (SELECT COUNT(DISTINCT backup_id) FROM backups WHERE status = 'committed') AS "backups",
      (SELECT COUNT(*) FROM owners) AS "owners",
      (SELECT COUNT(*) FROM backups WHERE status = 'committed') AS "committedVersions",
      (SELECT COUNT(*) FROM backups WHERE status = 'staged') AS "stagedVersions",
      (SELECT COUNT(*) FROM backups WHERE status = 'quarantined') AS "quarantined",
      (SELECT COUNT(DISTINCT b.backup_id) FROM backups b JOIN absent_parcels a ON a.manifest_id = b.manifest_id
        WHERE b.status = 'committed' AND a.delivered_at IS NULL) AS "underHeld",
      (SELECT COUNT(*) FROM backups WHERE status = 'committed' AND held = 0) AS "notHeld",
      (SELECT COUNT(*) FROM payloads) AS "payloads",
      (SELECT CAST(COALESCE(SUM(stored_bytes), 0) AS BIGINT) FROM backups) AS "storedBytes"`);
    if (counts === undefined) throw new Error('database counts nothing');
    const free = await this.database.freeBytes();
    const byInvite = await this.database.query<MembersAnswer['byInvite'][number]>(
      `SELECT o.invite_id AS "inviteId", COUNT(DISTINCT o.owner_key) AS "owners",
       COUNT(DISTINCT b.backup_id) AS "backups", CAST(COALESCE(SUM(b.stored_bytes), 0) AS BIGINT) AS "storedBytes"
       FROM owners o LEFT JOIN backups b ON b.owner_key = o.owner_key AND b.status = 'committed'
       GROUP BY o.invite_id ORDER BY COUNT(DISTINCT o.owner_key) DESC LIMIT ?`,
      [MOST_INVITES],
    );
    return { ...counts, freeBytes: Number.isFinite(free) ? free : null, byInvite };
  }
}
