import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, type Tx } from '../database/database.js';

/** A message to be delivered at least once. */
export type OutboxMessage = {
  readonly kind: string;
  /** For example a guardian's index; senders make a URL of it at the time of sending. */
  readonly destination: string;
  readonly payload: Uint8Array;
  /** A second message with the same key, while the first is waiting, is dropped. */
  readonly dedupeKey?: string;
  /** Milliseconds since the Unix epoch, before which it is not sent. */
  readonly notBefore?: number;
  /** Milliseconds since the Unix epoch, after which delivery is pointless. */
  readonly expiresAt?: number;
};

const Row = z.object({
  id: z.int(),
  kind: z.string(),
  destination: z.string(),
  payload: z.instanceof(Uint8Array),
  attempts: z.int(),
});

/** A message leased to this process. */
export type LeasedMessage = z.infer<typeof Row>;

/** Rows of the outbox. */
@Injectable()
export class OutboxRepository {
  constructor(private readonly database: Database) {}

  async insert(tx: Tx, message: OutboxMessage, now: number): Promise<void> {
    const row = {
      kind: message.kind,
      destination: message.destination,
      dedupe_key: message.dedupeKey ?? null,
      payload: message.payload,
      created_at: now,
      due_at: Math.max(now, message.notBefore ?? now),
      expires_at: message.expiresAt ?? null,
    };
    await tx.insert('outbox', row, 'ignore');
  }

  /** @returns How many of a kind wait, and what kept the last of them from being delivered. */
  async describe(kind: string): Promise<{ readonly waiting: number; readonly lastError: string | null }> {
    const rows = await this.database.query<{ last_error: string | null }>(
      'SELECT last_error FROM outbox WHERE kind = ? ORDER BY id',
      [kind],
    );
    return { waiting: rows.length, lastError: rows.findLast((row) => row.last_error !== null)?.last_error ?? null };
  }

  /**
   * Leases messages that are due, the oldest of each destination first.
   *
   * @param owner - This process.
   * @param kinds - Kinds that it can send.
   * @param now - Milliseconds since the Unix epoch.
   * @param until - End of the lease: whoever comes then may send again.
   * @param count - Most messages.
   * @returns The messages; nobody else has them before the lease ends.
   */
  async lease(
    owner: string,
    kinds: readonly string[],
    now: number,
    until: number,
    count: number,
  ): Promise<LeasedMessage[]> {
    if (kinds.length === 0 || count < 1) return [];
    const marks = kinds.map(() => '?').join();
    const due = `due_at <= ? AND leased_until <= ? AND kind IN (${marks})`;
    const waiting = await this.database.query(`SELECT 1 FROM outbox WHERE ${due} LIMIT 1`, [now, now, ...kinds]);
    if (waiting.length === 0) return [];
    const rows = await this.database.write((tx) =>
      tx.query(
        `UPDATE outbox SET leased_by = ?, leased_until = ? WHERE id IN (
           SELECT id FROM outbox WHERE ${due} ORDER BY due_at, id LIMIT ${String(Math.trunc(count))}
         ) RETURNING id, kind, destination, payload, attempts`,
        [owner, until, now, now, ...kinds],
      ),
    );
    return z
      .array(Row)
      .parse(rows)
      .sort((a, b) => a.id - b.id);
  }

  /** @returns Whether this process still had the lease. */
  async remove(owner: string, id: number): Promise<boolean> {
    return (
      (await this.database.write((tx) =>
        tx.execute('DELETE FROM outbox WHERE id = ? AND leased_by = ?', [id, owner]),
      )) === 1
    );
  }

  /** Gives a message back, to be sent later. */
  async postpone(owner: string, id: number, dueAt: number, error: string): Promise<void> {
    await this.database.write((tx) =>
      tx.execute(
        `UPDATE outbox SET leased_by = NULL, leased_until = 0, attempts = attempts + 1, due_at = ?, last_error = ?
         WHERE id = ? AND leased_by = ?`,
        [dueAt, error, id, owner],
      ),
    );
  }

  /** Gives back what was leased but not tried. */
  async release(owner: string, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.write(async (tx) => {
      for (const id of ids) {
        const sql = 'UPDATE outbox SET leased_by = NULL, leased_until = 0 WHERE id = ? AND leased_by = ?';
        await tx.execute(sql, [id, owner]);
      }
    });
  }

  /** Drops what nobody waits for any more. */
  async removeExpired(now: number): Promise<void> {
    const [expired] = await this.database.query('SELECT 1 FROM outbox WHERE expires_at <= ? LIMIT 1', [now]);
    if (expired === undefined) return;
    await this.database.write((tx) =>
      tx.execute('DELETE FROM outbox WHERE expires_at <= ? AND leased_until <= ?', [now, now]),
    );
  }

  /** Makes everything for a destination due now, for example when it has been heard of again. */
  async hurry(destination: string, now: number): Promise<void> {
    await this.database.write((tx) =>
      tx.execute('UPDATE outbox SET due_at = ? WHERE destination = ? AND due_at > ?', [now, destination, now]),
    );
  }

  /** @returns When the next message is due, or null when none waits. */
  async findNextDue(kinds: readonly string[]): Promise<number | null> {
    if (kinds.length === 0) return null;
    const marks = kinds.map(() => '?').join();
    const sql = `SELECT MIN(CASE WHEN leased_until > due_at THEN leased_until ELSE due_at END) AS due
                 FROM outbox WHERE kind IN (${marks})`;
    const [row] = await this.database.query<{ due: number | null }>(sql, kinds);
    return row?.due ?? null;
  }
}
