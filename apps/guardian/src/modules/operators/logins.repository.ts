import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, type Tx } from '../../platform/database/database.js';
import { ROLES } from '../../platform/http/index.js';

const LoginRow = z.object({
  id: z.string(),
  operator_name: z.string(),
  created_at: z.int(),
  last_used_at: z.int(),
  expires_at: z.int(),
});
const LiveRow = LoginRow.extend({ role: z.enum(ROLES), by_cookie: z.int(), stepped_up_until: z.int() });

/** A login to be kept. */
export type NewLogin = LoginRow & {
  readonly token_hash: Uint8Array;
  readonly by_cookie: number;
  readonly stepped_up_until: number;
};

/** A login that is neither revoked nor over. */
export type LoginRow = z.infer<typeof LoginRow>;

const LIVE = 's.revoked_at IS NULL AND s.expires_at > ? AND s.last_used_at > ?';

/** Logins of operators. */
@Injectable()
export class LoginsRepository {
  constructor(private readonly database: Database) {}

  async insert(tx: Tx, login: NewLogin): Promise<void> {
    await tx.insert('operator_sessions', login);
  }

  /** @returns The live login of a token, with the role its operator has now; null as well where the operator is disabled. */
  async findLive(tokenHash: Uint8Array, now: number, idleSince: number): Promise<z.infer<typeof LiveRow> | null> {
    const [row] = await this.database.query(
      `SELECT s.id, s.operator_name, s.created_at, s.last_used_at, s.expires_at, s.by_cookie, s.stepped_up_until,
       o.role
       FROM operator_sessions s JOIN operators o ON o.name = s.operator_name
       WHERE s.token_hash = ? AND ${LIVE} AND o.disabled_at IS NULL`,
      [tokenHash, now, idleSince],
    );
    return row === undefined ? null : LiveRow.parse(row);
  }

  async listLive(operatorName: string | null, now: number, idleSince: number): Promise<LoginRow[]> {
    const rows = await this.database.query(
      `SELECT s.id, s.operator_name, s.created_at, s.last_used_at, s.expires_at FROM operator_sessions s
       WHERE ${LIVE}${operatorName === null ? '' : ' AND s.operator_name = ?'} ORDER BY s.created_at`,
      operatorName === null ? [now, idleSince] : [now, idleSince, operatorName],
    );
    return z.array(LoginRow).parse(rows);
  }

  async touch(tx: Tx, id: string, now: number): Promise<void> {
    await tx.execute('UPDATE operator_sessions SET last_used_at = ? WHERE id = ? AND last_used_at < ?', [now, id, now]);
  }

  /** Lets a login do for a while what needs a fresh proof. */
  async stepUp(tx: Tx, id: string, until: number): Promise<void> {
    await tx.execute('UPDATE operator_sessions SET stepped_up_until = ? WHERE id = ?', [until, id]);
  }

  /** @returns Whether a login goes on. */
  async isLive(id: string, now: number, idleSince: number): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT s.id FROM operator_sessions s JOIN operators o ON o.name = s.operator_name
       WHERE s.id = ? AND ${LIVE} AND o.disabled_at IS NULL`,
      [id, now, idleSince],
    );
    return rows.length > 0;
  }

  /** @returns Whether there was such a login, of this operator unless null is given. */
  async revoke(tx: Tx, id: string, operatorName: string | null, now: number): Promise<boolean> {
    const sql = `UPDATE operator_sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL`;
    if (operatorName === null) return (await tx.execute(sql, [now, id])) === 1;
    return (await tx.execute(`${sql} AND operator_name = ?`, [now, id, operatorName])) === 1;
  }

  async revokeAll(tx: Tx, operatorName: string, now: number): Promise<void> {
    const sql = 'UPDATE operator_sessions SET revoked_at = ? WHERE operator_name = ? AND revoked_at IS NULL';
    await tx.execute(sql, [now, operatorName]);
  }

  /** Forgets logins that have been over for long. */
  async removeOld(tx: Tx, before: number): Promise<void> {
    await tx.execute('DELETE FROM operator_sessions WHERE expires_at < ?', [before]);
  }
}
