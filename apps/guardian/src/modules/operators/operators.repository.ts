import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, type Tx } from '../../platform/database/database.js';
import { type Role, ROLES } from '../../platform/http/index.js';

const OperatorRow = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  password_hash: z.string(),
  failures: z.int(),
  locked_until: z.int(),
  created_at: z.int(),
  disabled_at: z.int().nullable(),
  mail: z.string().nullable(),
});

/** An account. */
export type OperatorRow = z.infer<typeof OperatorRow>;

const WithPasskeys = OperatorRow.extend({ passkeys: z.int() });

const SELECT = 'SELECT name, role, password_hash, failures, locked_until, created_at, disabled_at, mail FROM operators';

/** Accounts of operators. */
@Injectable()
export class OperatorsRepository {
  constructor(private readonly database: Database) {}

  async list(): Promise<z.infer<typeof WithPasskeys>[]> {
    const rows = await this.database.query(
      `SELECT o.*, (SELECT COUNT(*) FROM passkeys p WHERE p.operator_name = o.name) AS passkeys
       FROM operators o ORDER BY name`,
    );
    return z.array(WithPasskeys).parse(rows);
  }

  /** @returns Whether there is an account, disabled or not. */
  async isAny(source: Pick<Tx, 'query'>): Promise<boolean> {
    return (await source.query('SELECT name FROM operators LIMIT 1')).length > 0;
  }

  async setMail(tx: Tx, name: string, mail: string | null): Promise<void> {
    await tx.execute('UPDATE operators SET mail = ? WHERE name = ?', [mail, name]);
  }

  async find(source: Pick<Tx, 'query'>, name: string): Promise<OperatorRow | null> {
    const [row] = await source.query(`${SELECT} WHERE name = ?`, [name]);
    return row === undefined ? null : OperatorRow.parse(row);
  }

  /** @returns Whether the name was free. */
  async insert(tx: Tx, name: string, role: Role, passwordHash: string, now: number): Promise<boolean> {
    const row = { name, role, password_hash: passwordHash, created_at: now };
    return (await tx.insert('operators', row, 'ignore')) === 1;
  }

  /** Sets password and role, and lifts lockout and disablement. */
  async reset(tx: Tx, name: string, role: Role, passwordHash: string): Promise<boolean> {
    const sql = `UPDATE operators SET role = ?, password_hash = ?, failures = 0, locked_until = 0, disabled_at = NULL
                 WHERE name = ?`;
    return (await tx.execute(sql, [role, passwordHash, name])) === 1;
  }

  async setRole(tx: Tx, name: string, role: Role): Promise<boolean> {
    return (await tx.execute('UPDATE operators SET role = ? WHERE name = ?', [role, name])) === 1;
  }

  async disable(tx: Tx, name: string, now: number): Promise<boolean> {
    return (await tx.execute('UPDATE operators SET disabled_at = ? WHERE name = ?', [now, name])) === 1;
  }

  /** Counts a look at a password, if nobody else has counted one since `failures` was read. */
  async countLook(tx: Tx, name: string, failures: number, lockedUntil: number): Promise<boolean> {
    const sql = 'UPDATE operators SET failures = ?, locked_until = ? WHERE name = ? AND failures = ?';
    return (await tx.execute(sql, [failures + 1, lockedUntil, name, failures])) === 1;
  }

  async clearLooks(tx: Tx, name: string): Promise<void> {
    await tx.execute('UPDATE operators SET failures = 0, locked_until = 0 WHERE name = ?', [name]);
  }
}
