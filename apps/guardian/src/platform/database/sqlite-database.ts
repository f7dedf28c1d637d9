import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import Sqlite from 'better-sqlite3';
import { PrismaClient } from '../../generated/sqlite/client.js';
import { Database, type SqlRow, type SqlValue, type Tx } from './database.js';
import { type WriteConnection, WriteQueue } from './write-queue.js';

const BUSY_TIMEOUT = 10_000;
const CACHED_STATEMENTS = 500;

const bind = (params: readonly SqlValue[]): unknown[] =>
  params.map((value) => (typeof value === 'boolean' ? Number(value) : value));

/** A connection of our own with its prepared statements. */
class SqliteConnection {
  readonly raw: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  constructor(path: string) {
    this.raw = new Sqlite(path, { timeout: BUSY_TIMEOUT });
  }

  prepare(sql: string): Sqlite.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.raw.prepare(sql);
      if (this.#statements.size < CACHED_STATEMENTS) this.#statements.set(sql, statement);
    }
    return statement;
  }
}

class SqliteWriter extends SqliteConnection implements WriteConnection {
  constructor(path: string) {
    super(path);
    this.raw.pragma('journal_mode = WAL');
    this.raw.pragma('synchronous = FULL');
    this.raw.pragma('foreign_keys = ON');
    this.raw.pragma('journal_size_limit = 67108864');
    this.raw.pragma('cache_size = -8000');
    for (const [name, wanted] of [
      ['journal_mode', 'wal'],
      ['synchronous', 2],
      ['foreign_keys', 1],
    ] as const) {
      const found: unknown = this.raw.pragma(name, { simple: true });
      if (found !== wanted) throw new Error(`sqlite pragma ${name} must be ${String(wanted)}, got ${String(found)}`);
    }
  }

  execute(sql: string, params: readonly SqlValue[]): Promise<number> {
    return Promise.resolve(this.prepare(sql).run(...bind(params)).changes);
  }

  query(sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    return Promise.resolve(this.prepare(sql).all(...bind(params)));
  }

  begin(): Promise<void> {
    this.prepare('BEGIN IMMEDIATE').run();
    return Promise.resolve();
  }

  nextSavepoint(isFirst: boolean): Promise<void> {
    if (!isFirst) this.prepare('RELEASE unit').run();
    this.prepare('SAVEPOINT unit').run();
    return Promise.resolve();
  }

  rollbackToSavepoint(): Promise<void> {
    this.prepare('ROLLBACK TO unit').run();
    return Promise.resolve();
  }

  commit(): Promise<void> {
    this.prepare('COMMIT').run();
    return Promise.resolve();
  }

  rollback(): Promise<void> {
    if (this.raw.inTransaction) this.prepare('ROLLBACK').run();
    return Promise.resolve();
  }

  isInTransaction(): boolean {
    return this.raw.inTransaction;
  }

  isAlive(): boolean {
    return this.raw.open;
  }

  release(): void {
    // The one writer stays open as long as the node runs.
  }
}

/**
 * The embedded default: one file, written by one connection of our own. Prisma's client reads through a connection of its
 * own, opened read-only, because its SQLite adapter would run outside statements within whatever transaction is open.
 */
export class SqliteDatabase extends Database {
  override readonly provider = 'sqlite';
  override readonly read: PrismaClient;
  readonly #writer: SqliteWriter;
  readonly #reader: SqliteConnection;
  readonly #queue: WriteQueue;
  #closing: Promise<void> | undefined;

  /** @param path - Database file; its folder exists and the migrations are applied. */
  constructor(private readonly path: string) {
    super();
    this.#writer = new SqliteWriter(path);
    this.#reader = new SqliteConnection(path);
    this.#reader.raw.pragma('query_only = ON');
    this.#queue = new WriteQueue(() => Promise.resolve(this.#writer));
    this.read = new PrismaClient({
      adapter: new PrismaBetterSqlite3({ url: `file:${path}`, readonly: true, timeout: BUSY_TIMEOUT }),
    });
  }

  override async query<Row = SqlRow>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return Promise.resolve(this.#reader.prepare(sql).all(...bind(params)) as Row[]);
  }

  override write<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#queue.run(unit);
  }

  override async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(dirname(this.path));
    return bavail * bsize;
  }

  override close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#queue.idle();
    await this.read.$disconnect();
    this.#reader.raw.close();
    this.#writer.raw.close();
  }
}
