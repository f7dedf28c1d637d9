import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, type Tx } from '../../platform/database/database.js';

const PasskeyRow = z.object({
  id: z.string(),
  operator_name: z.string(),
  label: z.string(),
  public_key: z.instanceof(Uint8Array<ArrayBufferLike>),
  counter: z.int(),
  created_at: z.int(),
  last_used_at: z.int().nullable(),
});
/** A WebAuthn credential. */
export type PasskeyRow = z.infer<typeof PasskeyRow>;

const ChallengeRow = z.object({ operator_name: z.string().nullable(), challenge: z.string() });

/** What a challenge is for; the answer to one is no answer to another. */
export type ChallengePurpose = 'register' | 'login' | 'step-up';

const COLUMNS = 'id, operator_name, label, public_key, counter, created_at, last_used_at';

/** Operators' passkeys, and the challenges that wait for an answer. */
@Injectable()
export class PasskeysRepository {
  constructor(private readonly database: Database) {}

  async listOf(operatorName: string): Promise<PasskeyRow[]> {
    const sql = `SELECT ${COLUMNS} FROM passkeys WHERE operator_name = ? ORDER BY created_at`;
    return z.array(PasskeyRow).parse(await this.database.query(sql, [operatorName]));
  }

  async find(id: string): Promise<PasskeyRow | null> {
    const [row] = await this.database.query(`SELECT ${COLUMNS} FROM passkeys WHERE id = ?`, [id]);
    return row === undefined ? null : PasskeyRow.parse(row);
  }

  /** @returns Whether the credential was not known yet. */
  async insert(tx: Tx, row: Omit<PasskeyRow, 'last_used_at'>): Promise<boolean> {
    return (await tx.insert('passkeys', row, 'ignore')) === 1;
  }

  /** Counts a use, unless another use was counted meanwhile. */
  async countUse(tx: Tx, { id, counter }: PasskeyRow, newCounter: number, now: number): Promise<boolean> {
    const sql = 'UPDATE passkeys SET counter = ?, last_used_at = ? WHERE id = ? AND counter = ?';
    return (await tx.execute(sql, [newCounter, now, id, counter])) === 1;
  }

  /** @returns Whether there was such a passkey, of this operator unless null is given. */
  async remove(tx: Tx, id: string, operatorName: string | null): Promise<boolean> {
    if (operatorName === null) return (await tx.execute('DELETE FROM passkeys WHERE id = ?', [id])) === 1;
    return (await tx.execute('DELETE FROM passkeys WHERE id = ? AND operator_name = ?', [id, operatorName])) === 1;
  }

  async removeAll(tx: Tx, operatorName: string): Promise<void> {
    await tx.execute('DELETE FROM passkeys WHERE operator_name = ?', [operatorName]);
  }

  async insertChallenge(
    tx: Tx,
    row: {
      readonly id: string;
      readonly purpose: ChallengePurpose;
      readonly operator_name: string | null;
      readonly challenge: string;
      readonly expires_at: number;
    },
    now: number,
  ): Promise<void> {
    await tx.execute('DELETE FROM passkey_challenges WHERE expires_at < ?', [now]);
    await tx.insert('passkey_challenges', row);
  }

  /** Takes a challenge away, so that it is answered once. */
  async takeChallenge(
    tx: Tx,
    id: string,
    purpose: ChallengePurpose,
    now: number,
  ): Promise<z.infer<typeof ChallengeRow> | null> {
    const [row] = await tx.query(
      `DELETE FROM passkey_challenges WHERE id = ? AND purpose = ? AND expires_at >= ?
       RETURNING operator_name, challenge`,
      [id, purpose, now],
    );
    return row === undefined ? null : ChallengeRow.parse(row);
  }
}
