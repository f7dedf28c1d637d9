import { Injectable } from '@nestjs/common';
import type { EquivocationsAnswer, LogAnswer, LogQuery } from '@wardkeep/protocol';
import { Database } from '../../platform/database/database.js';

type LogEntry = LogAnswer['entries'][number];
type EquivocationEntry = EquivocationsAnswer['equivocations'][number];

/** Leaves read at once for an export. */
const PAGE = 200;

/** Reads the log and what it brought to light. */
@Injectable()
export class LogReader {
  constructor(private readonly db: Database) {}

  /**
   * @param query - From which index on, how many, and what to look for.
   * @returns Leaves by index.
   */
  async list({ after, limit, type, guardian, about }: LogQuery): Promise<LogEntry[]> {
    const conditions = ['log_index >= ?'];
    const values: (string | number)[] = [after];
    if (type !== undefined) {
      conditions.push('type = ?');
      values.push(type);
    }
    if (guardian !== undefined) {
      conditions.push('signer_index = ?');
      values.push(guardian);
    }
    if (about !== undefined) {
      conditions.push('(id = ? OR claim_id = ? OR manifest_id = ? OR backup_id = ?)');
      values.push(about, about, about, about);
    }
    return this.db.query<LogEntry>(
      `SELECT log_index AS "index", id, type, signer_key AS "signerKey", signer_index AS "signerIndex", origin,
       received_at AS "receivedAt", text FROM statements WHERE ${conditions.join(' AND ')} ORDER BY log_index LIMIT ?`,
      [...values, limit],
    );
  }

  /** @returns Number of leaves. */
  async size(): Promise<number> {
    const [row] = await this.db.query<{ size: number }>('SELECT size FROM log_state WHERE id = 1');
    return row?.size ?? 0;
  }

  /**
   * @param size - Leaves to read, from the first on.
   * @returns All of them in order, a page at a time.
   */
  async *pages(size: number): AsyncGenerator<{ readonly index: number; readonly text: string }[]> {
    for (let from = 0; from < size; from += PAGE) {
      yield await this.db.query<{ index: number; text: string }>(
        'SELECT log_index AS "index", text FROM statements WHERE log_index >= ? AND log_index < ? ORDER BY log_index',
        [from, Math.min(from + PAGE, size)],
      );
    }
  }

  /** @returns The newest signed checkpoint, or null while the log is empty. */
  async findCheckpoint(): Promise<{ size: number; note: string; createdAt: number } | null> {
    const [row] = await this.db.query<{ size: number; note: string; createdAt: number }>(
      'SELECT size, note, created_at AS "createdAt" FROM checkpoints ORDER BY size DESC LIMIT 1',
    );
    return row ?? null;
  }

  /** @returns Evidence of equivocation, the newest first. */
  async listEquivocations(): Promise<EquivocationEntry[]> {
    return this.db.query<EquivocationEntry>(
      `SELECT e.conflict_key AS "conflictKey", e.signer_key AS "signerKey", e.seen_at AS "seenAt",
       a.text AS "first", b.text AS "second" FROM equivocations e
       JOIN statements a ON a.id = e.first_id JOIN statements b ON b.id = e.second_id
       ORDER BY e.seen_at DESC LIMIT 1000`,
    );
  }
}
