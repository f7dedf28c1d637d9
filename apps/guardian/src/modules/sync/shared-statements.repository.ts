import { Injectable } from '@nestjs/common';
import type { CarriedStatement } from '@wardkeep/protocol';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';

/** A shared statement's place in this node's log. */
export interface SharedEntry {
  readonly id: string;
  readonly logIndex: number;
  /** Whether this node signed it itself. */
  readonly isOwn: boolean;
}

/** A shared statement as it travels. */
export interface SharedStatement {
  readonly logIndex: number;
  readonly carried: CarriedStatement;
  /** Characters that it takes, about. */
  readonly size: number;
}

/** What peers may send and get in one request, characters; one statement may be above it. */
const BATCH_SIZE = 1024 * 1024;

const Parcels = z.array(z.strictObject({ index: z.int(), sealed: z.string() }));
type EntryRow = { readonly id: string; readonly log_index: number; readonly origin: string };
type StatementRow = { readonly log_index: number; readonly text: string; readonly attachments: string | null };

/** What peers exchange of this node's log, in its order. */
@Injectable()
export class SharedStatementsRepository {
  constructor(private readonly db: Database) {}

  /**
   * @param from - First log index.
   * @param size - Size of the log.
   * @param peer - Index of the peer that they are for; what it sent itself is left out.
   * @param limit - Most entries.
   */
  async listEntries(from: number, size: number, peer: number, limit: number): Promise<SharedEntry[]> {
    const rows = await this.db.query<EntryRow>(
      `SELECT id, log_index, origin FROM statements
       WHERE log_index >= ? AND log_index < ? AND shared = 1 AND origin <> ? ORDER BY log_index LIMIT ?`,
      [from, size, `peer/${String(peer)}`, limit],
    );
    return rows.map(({ id, log_index: logIndex, origin }) => ({ id, logIndex, isOwn: origin === 'self' }));
  }

  /**
   * @param entries - In log order.
   * @returns The beginning of them that fits into one request, at least one.
   */
  async load(entries: readonly SharedEntry[]): Promise<SharedStatement[]> {
    const loaded: SharedStatement[] = [];
    let total = 0;
    for (const { logIndex } of entries) {
      const [statement] = await this.#read('log_index = ?', [logIndex]);
      if (statement === undefined) continue;
      total += statement.size;
      if (loaded.length > 0 && total > BATCH_SIZE) break;
      loaded.push(statement);
    }
    return loaded;
  }

  /**
   * @param from - First log index.
   * @param size - Size of the log.
   * @param limit - Most statements.
   * @returns Those that fit into one answer, at least one if there is any.
   */
  async page(from: number, size: number, limit: number): Promise<SharedStatement[]> {
    const rows = await this.#read('log_index >= ? AND log_index < ? AND shared = 1 ORDER BY log_index LIMIT ?', [
      from,
      size,
      limit,
    ]);
    let total = 0;
    const end = rows.findIndex((row, at) => (total += row.size) > BATCH_SIZE && at > 0);
    return end < 0 ? rows : rows.slice(0, end);
  }

  async #read(where: string, values: readonly number[]): Promise<SharedStatement[]> {
    const rows = await this.db.query<StatementRow>(
      `SELECT log_index, text, attachments FROM statements WHERE ${where}`,
      values,
    );
    return rows.map(({ log_index: logIndex, text, attachments }) => {
      const parcels = attachments === null ? {} : { parcels: Parcels.parse(JSON.parse(attachments)) };
      return { logIndex, carried: { text, ...parcels }, size: text.length + (attachments?.length ?? 0) };
    });
  }
}
