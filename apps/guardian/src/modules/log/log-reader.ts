import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** One leaf of the log. */
export interface LogEntry {
  readonly index: number;
  readonly id: string;
  readonly type: string;
  readonly signerKey: string;
  readonly signerIndex: number | null;
  readonly origin: string;
  readonly receivedAt: number;
  /** The statement's envelope, byte for byte: what was hashed. */
  readonly text: string;
}

/** Two contradicting statements by one signer. */
export interface EquivocationEntry {
  readonly conflictKey: string;
  readonly signerKey: string;
  readonly seenAt: number;
  readonly first: string;
  readonly second: string;
}

/** Reads the log and what it brought to light. */
@Injectable()
export class LogReader {
  constructor(private readonly db: Database) {}

  /**
   * @param after - First index.
   * @param limit - Most entries.
   */
  async list(after: number, limit: number): Promise<LogEntry[]> {
    return this.db.query<LogEntry>(
      `SELECT log_index AS "index", id, type, signer_key AS "signerKey", signer_index AS "signerIndex", origin,
       received_at AS "receivedAt", text FROM statements WHERE log_index >= ? ORDER BY log_index LIMIT ?`,
      [after, limit],
    );
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
