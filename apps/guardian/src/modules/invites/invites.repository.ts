import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database.js';

/** An invite as it is stored; the token itself is nowhere. */
export interface InviteRow {
  readonly inviteId: string;
  readonly issuerIndex: number;
  readonly uses: number;
  /** Owners who enrolled with it on this node. */
  readonly used: number;
  readonly quotaBytes: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

const COLUMNS = `invite_id AS "inviteId", issuer_index AS "issuerIndex", uses, used, quota_bytes AS "quotaBytes",
  created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt"`;

/** Invites of all guardians. */
@Injectable()
export class InvitesRepository {
  constructor(private readonly db: Database) {}

  /**
   * Keeps an invite. Should a guardian give another one's id or token to an invite of its own, the first stays.
   *
   * @param tx - Write unit.
   * @param row - The invite.
   * @param tokenKey - Public key of its token, base64url.
   */
  async insert(tx: Tx, row: InviteRow, tokenKey: string): Promise<void> {
    await tx.insert(
      'invites',
      {
        invite_id: row.inviteId,
        token_key: tokenKey,
        issuer_index: row.issuerIndex,
        uses: row.uses,
        used: row.used,
        quota_bytes: row.quotaBytes,
        created_at: row.createdAt,
        expires_at: row.expiresAt,
        revoked_at: row.revokedAt,
      },
      'ignore',
    );
  }

  /**
   * @param tx - Write unit.
   * @param inviteId - The invite.
   * @param at - Milliseconds since the Unix epoch.
   */
  async revoke(tx: Tx, inviteId: string, at: number): Promise<void> {
    await tx.execute('UPDATE invites SET revoked_at = ? WHERE invite_id = ? AND revoked_at IS NULL', [at, inviteId]);
  }

  /** @returns The invite, or null. */
  async find(inviteId: string): Promise<InviteRow | null> {
    const [row] = await this.db.query<InviteRow>(`SELECT ${COLUMNS} FROM invites WHERE invite_id = ?`, [inviteId]);
    return row ?? null;
  }

  /** @returns All invites, the newest first. */
  async list(): Promise<InviteRow[]> {
    return this.db.query<InviteRow>(`SELECT ${COLUMNS} FROM invites ORDER BY created_at DESC, invite_id LIMIT 10000`);
  }
}
