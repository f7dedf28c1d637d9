import { Inject, Injectable } from '@nestjs/common';
import { conflictKey, type ParsedStatement } from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type SqlValue, type Tx } from '../../platform/database/database.js';
import { type Haste, LogService } from '../log/log.service.js';
import type { StatementOrigin } from './statement-handler.js';
import { refsOf } from './statement-refs.js';

/** A statement to be recorded, with what is kept beside it. */
export interface RecordEntry {
  readonly statement: ParsedStatement;
  readonly shared: boolean;
  readonly urgent?: boolean;
  readonly origin: StatementOrigin;
  /** JSON of what travels beside it. */
  readonly attachments?: string;
}

/** What recording did: which statements are new, and which earlier ones they contradict. */
export interface Recorded {
  readonly newIds: ReadonlySet<string>;
  /** By id of the new statement: ids of statements under the same conflict key. */
  readonly conflicts: ReadonlyMap<string, readonly string[]>;
}

const COLUMNS =
  'id, type, conflict_key, signer_key, signer_index, claim_id, manifest_id, backup_id, text, attachments, shared, origin, received_at';

/** The grow-only set of signed facts that this node acted on (protocol.md §3). */
@Injectable()
export class StatementStore {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LogService) private readonly log: LogService,
  ) {}

  /**
   * Records statements inside a write unit. Known ones are left alone; contradictions are kept and noted as equivocation.
   *
   * @param tx - The write unit.
   * @param entries - Verified statements, in the order in which they are to be logged.
   */
  async record(tx: Tx, entries: readonly RecordEntry[]): Promise<Recorded> {
    const now = this.clock.now();
    const values: SqlValue[] = [];
    const keys = new Map<string, string>();
    for (const { statement, shared, origin, attachments } of entries) {
      const { body, id, text } = statement;
      const refs = refsOf(statement);
      const key = conflictKey(body);
      if (key !== null) keys.set(id, key);
      const index = body.signer.role === 'guardian' ? body.signer.index : null;
      values.push(id, body.type, key, body.signer.key, index, refs.claimId, refs.manifestId, refs.backupId);
      values.push(text, attachments ?? null, shared ? 1 : 0, origin, now);
    }
    const rows = entries.map(() => `(${'?, '.repeat(12)}?)`).join(', ');
    const inserted = await tx.query<{ id: string }>(
      `INSERT INTO statements (${COLUMNS}) VALUES ${rows} ON CONFLICT (id) DO NOTHING RETURNING id`,
      values,
    );
    const newIds = new Set(inserted.map((row) => row.id));
    const conflicts = await this.noteConflicts(tx, entries, newIds, keys, now);
    if (newIds.size > 0) {
      const haste = hasteOf(entries.filter(({ statement }) => newIds.has(statement.id)));
      tx.afterCommit(() => this.log.wake(haste));
    }
    return { newIds, conflicts };
  }

  /**
   * Text of a statement by its id.
   *
   * @returns The envelope, or null when this node does not have it.
   */
  async findText(id: string): Promise<string | null> {
    const [row] = await this.db.query<{ text: string }>('SELECT text FROM statements WHERE id = ?', [id]);
    return row?.text ?? null;
  }

  /** Ids among these that this node has. */
  async findKnown(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const marks = ids.map(() => '?').join(', ');
    const rows = await this.db.query<{ id: string }>(`SELECT id FROM statements WHERE id IN (${marks})`, ids);
    return new Set(rows.map((row) => row.id));
  }

  private async noteConflicts(
    tx: Tx,
    entries: readonly RecordEntry[],
    newIds: ReadonlySet<string>,
    keys: ReadonlyMap<string, string>,
    now: number,
  ): Promise<Map<string, string[]>> {
    const conflicts = new Map<string, string[]>();
    const wanted = entries.filter(({ statement }) => newIds.has(statement.id) && keys.has(statement.id));
    if (wanted.length === 0) return conflicts;
    const marks = wanted.map(() => '?').join(', ');
    const found = await tx.query<{ id: string; conflict_key: string }>(
      `SELECT id, conflict_key FROM statements WHERE conflict_key IN (${marks})`,
      wanted.map(({ statement }) => keys.get(statement.id) ?? ''),
    );
    for (const { statement } of wanted) {
      const others = found.filter((row) => row.conflict_key === keys.get(statement.id) && row.id !== statement.id);
      if (others.length === 0) continue;
      conflicts.set(
        statement.id,
        others.map((row) => row.id),
      );
      for (const other of others) {
        const row = { conflict_key: other.conflict_key, first_id: other.id, second_id: statement.id };
        await tx.insert('equivocations', { ...row, signer_key: statement.body.signer.key, seen_at: now }, 'ignore');
      }
    }
    return conflicts;
  }
}

function hasteOf(entries: readonly RecordEntry[]): Haste {
  // The peer that sent it tells the others too; passing it on at once would have every peer offer it to every other.
  const firsthand = entries.filter(({ origin }) => !origin.startsWith('peer/'));
  if (firsthand.length === 0) return 'relayed';
  return firsthand.some(({ urgent }) => urgent === true) ? 'at-once' : 'soon';
}
