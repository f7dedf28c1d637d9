import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { decodeBase64url, encodeBase64url, MerkleFrontier, signCheckpoint, utf8 } from '@wardkeep/crypto';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { Keystore } from '../../platform/keystore/keystore.js';

/** Most leaves appended in one write unit. */
const BATCH = 512;
/** How long statements that nobody waits for may gather before they are appended, ms. */
const GATHER_MS = 500;

/**
 * How soon peers should hear of statements: somebody waits for them; nobody does; or they came from a peer, which tells the
 * others itself.
 */
export type Haste = 'at-once' | 'soon' | 'relayed';

/** Called after this process appended leaves, with the greatest haste among them and the size of the log with them. */
export type AppendListener = (haste: Haste, size: number) => void;

type Appended = { readonly leaves: number; readonly size: number };

const HASTES: readonly Haste[] = ['relayed', 'soon', 'at-once'];
const hastier = (one: Haste, other: Haste): Haste => (HASTES.indexOf(one) < HASTES.indexOf(other) ? other : one);

/**
 * The node's append-only Merkle log (protocol.md §10; RFC 6962 hashing). Statements become durable when they are recorded;
 * this sequencer then gives each its leaf index, in order, and signs a checkpoint. A leaf is the statement's envelope.
 */
@Injectable()
export class LogService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(LogService.name);
  private readonly listeners: AppendListener[] = [];
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** How often more was asked for while it ran. */
  private asked = 0;
  private haste: Haste = 'relayed';
  private stopped = false;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Keystore) private readonly keystore: Keystore,
  ) {}

  onApplicationBootstrap(): void {
    // What was recorded just before a power cut has no leaf yet, and no peer has heard of it.
    this.wake('at-once');
  }

  /** @param listener - Told after each append. */
  onAppended(listener: AppendListener): void {
    this.listeners.push(listener);
  }

  /**
   * Says that statements were recorded.
   *
   * @param haste - `at-once` appends now rather than with the next batch.
   */
  wake(haste: Haste): void {
    if (this.stopped) return;
    this.haste = hastier(this.haste, haste);
    if (haste === 'at-once') {
      this.start();
    } else {
      this.timer ??= setTimeout(() => this.start(), GATHER_MS);
    }
  }

  /** Resolves once everything recorded before this call has its leaf and a checkpoint covers it. */
  async integrate(): Promise<void> {
    await this.running;
    await this.run();
  }

  /**
   * As {@link integrate}, inside the write unit that records: its statements and their leaves are durable together.
   *
   * @param tx - The write unit, after it has recorded everything.
   */
  async integrateWithin(tx: Tx): Promise<void> {
    const size = await this.appendAll(() => this.appendBatch(tx));
    tx.afterCommit(() => this.tell('soon', size));
  }

  /** Appends what another process of this guardian recorded and then did not live to append. */
  async appendLeftBehind(): Promise<void> {
    // What this process has recorded itself is on its way.
    if (this.timer !== undefined || this.running !== undefined) return;
    const rows = await this.db.query('SELECT seq FROM statements WHERE log_index IS NULL LIMIT 1');
    if (rows.length > 0) this.wake('soon');
  }

  /** Number of leaves. */
  async size(): Promise<number> {
    const [row] = await this.db.query<{ size: number }>('SELECT size FROM log_state WHERE id = 1');
    return row?.size ?? 0;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private start(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.run().catch((error: unknown) => {
      this.logger.error({ err: error }, 'appending to the log failed');
      if (!this.stopped) this.timer ??= setTimeout(() => this.start(), 4 * GATHER_MS);
    });
  }

  private run(): Promise<void> {
    if (this.running !== undefined) {
      this.asked += 1;
      return this.running;
    }
    this.running = this.drain().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async drain(): Promise<void> {
    let asked: number;
    do {
      asked = this.asked;
      const { haste } = this;
      this.haste = 'relayed';
      try {
        this.tell(haste, await this.appendAll(() => this.db.write((tx) => this.appendBatch(tx))));
      } catch (error) {
        this.haste = hastier(this.haste, haste);
        throw error;
      }
    } while (asked !== this.asked);
  }

  private tell(haste: Haste, size: number | null): void {
    if (size !== null) for (const listener of this.listeners) listener(haste, size);
  }

  /** Appends batch after batch; gives the size of the log after the last leaf, null when there was none to append. */
  private async appendAll(append: () => Promise<Appended | null>): Promise<number | null> {
    for (let size: number | null = null; ;) {
      const batch = await append();
      size = batch?.size ?? size;
      if (batch === null || batch.leaves < BATCH) return size;
    }
  }

  private async appendBatch(tx: Tx): Promise<Appended | null> {
    const [state] = await tx.query<{ size: number; frontier: string }>(
      'SELECT size, frontier FROM log_state WHERE id = 1',
    );
    const rows = await tx.query<{ seq: number; text: string }>(
      'SELECT seq, text FROM statements WHERE log_index IS NULL ORDER BY seq LIMIT ?',
      [BATCH],
    );
    const last = rows.at(-1);
    if (last === undefined) return null;
    const frontier =
      state === undefined ? MerkleFrontier.empty() : MerkleFrontier.decode(decodeBase64url(state.frontier));
    const before = frontier.size;
    for (const row of rows) frontier.append(utf8(row.text));
    const numbered = await tx.execute(
      `UPDATE statements SET log_index = CAST(? AS INTEGER) + numbered.position
       FROM (SELECT seq, CAST(ROW_NUMBER() OVER (ORDER BY seq) AS INTEGER) - 1 AS position
             FROM statements WHERE log_index IS NULL AND seq <= ?) AS numbered
       WHERE statements.seq = numbered.seq`,
      [before, last.seq],
    );
    if (numbered !== rows.length) throw new Error('statements changed while they were appended to the log');
    await this.saveState(tx, before, frontier);
    return { leaves: rows.length, size: frontier.size };
  }

  private async saveState(tx: Tx, before: number, frontier: MerkleFrontier): Promise<void> {
    const encoded = encodeBase64url(frontier.encode());
    if (before === 0) await tx.insert('log_state', { id: 1, size: 0, frontier: '' }, 'ignore');
    const moved = await tx.execute('UPDATE log_state SET size = ?, frontier = ? WHERE id = 1 AND size = ?', [
      frontier.size,
      encoded,
      before,
    ]);
    if (moved !== 1) throw new Error('the log moved while it was appended to');
    const key = this.keystore.signingKey(1);
    const name = `wardkeep/1/log/${encodeBase64url(key.publicKey)}`;
    const root = frontier.root();
    const note = signCheckpoint({ origin: name, size: frontier.size, root }, name, key);
    await tx.insert('checkpoints', { size: frontier.size, root_hash: root, note, created_at: this.clock.now() });
  }
}
