import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../generated/postgresql/client.js';
import { Database, type ReadClient, type SqlRow, type SqlValue, type Tx } from './database.js';
import { UNIT_TIMEOUT, type WriteConnection, WriteQueue } from './write-queue.js';

/** Advisory lock that the one writer of a guardian holds during a transaction; the migration lock is another. */
const WRITER_LOCK = 0x77_6b_01;
const CONNECTIONS = 8;
const NAMED_STATEMENTS = 500;
const INT8 = 20;
const NUMERIC = 1700;

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('database integer is beyond 2^53 - 1');
  return value;
}

type Parsers = { getTypeParser(oid: number, format?: string): unknown };
const builtIn: Parsers = pg.types;
const parsers: Parsers = {
  getTypeParser: (oid, format) =>
    (oid === INT8 || oid === NUMERIC) && format !== 'binary' ? toSafeInteger : builtIn.getTypeParser(oid, format),
};
const types = parsers;

const translated = new Map<string, { readonly text: string; readonly name?: string }>();

function translate(sql: string): { readonly text: string; readonly name?: string } {
  let statement = translated.get(sql);
  if (statement === undefined) {
    let count = 0;
    const text = sql.replace(/'[^']*'|\?/g, (part) => (part === '?' ? `$${String(++count)}` : part));
    if (translated.size >= NAMED_STATEMENTS) return { text };
    statement = { text, name: `w${String(translated.size)}` };
    translated.set(sql, statement);
  }
  return statement;
}

const bind = (params: readonly SqlValue[]): unknown[] =>
  params.map((value) => (typeof value === 'boolean' ? Number(value) : value));

class PostgresWriter implements WriteConnection {
  #failed: unknown;

  constructor(private readonly client: pg.PoolClient) {
    client.on('error', this.#onError);
  }

  readonly #onError = (error: unknown): void => {
    this.#failed = error;
  };

  async execute(sql: string, params: readonly SqlValue[]): Promise<number> {
    const { rowCount } = await this.client.query({ ...translate(sql), values: bind(params) });
    return rowCount ?? 0;
  }

  async query(sql: string, params: readonly SqlValue[]): Promise<unknown[]> {
    const { rows } = await this.client.query<Record<string, unknown>>({ ...translate(sql), values: bind(params) });
    return rows;
  }

  async begin(): Promise<void> {
    // READ COMMITTED on purpose: a statement after the lock sees all that its former holder committed.
    await this.client.query(`BEGIN; SELECT pg_advisory_xact_lock(${String(WRITER_LOCK)})`);
  }

  async nextSavepoint(isFirst: boolean): Promise<void> {
    await this.client.query(isFirst ? 'SAVEPOINT unit' : 'RELEASE unit; SAVEPOINT unit');
  }

  async rollbackToSavepoint(): Promise<void> {
    await this.client.query('ROLLBACK TO unit');
  }

  async commit(): Promise<void> {
    await this.client.query('COMMIT');
  }

  async rollback(): Promise<void> {
    await this.client.query('ROLLBACK').catch(this.#onError);
  }

  isInTransaction(): boolean {
    return this.isAlive();
  }

  isAlive(): boolean {
    return this.#failed === undefined;
  }

  release(broken: boolean): void {
    this.client.off('error', this.#onError);
    this.client.release(broken || this.#failed !== undefined);
  }
}

/**
 * PostgreSQL, for guardians that run several processes behind one database. Writers exclude each other by an advisory lock,
 * so units mean the same here as on SQLite and none has to be repeated because another one touched the same rows.
 */
export class PostgresDatabase extends Database {
  override readonly provider = 'postgresql';
  override readonly read: ReadClient;
  readonly #prisma: PrismaClient;
  readonly #pool: pg.Pool;
  readonly #queue: WriteQueue;
  #closing: Promise<void> | undefined;

  /** @param url - `postgresql://…` connection string. */
  constructor(url: string) {
    super();
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      types,
      application_name: 'wardkeep-guardian',
      connectionTimeoutMillis: 10_000,
      idle_in_transaction_session_timeout: 2 * UNIT_TIMEOUT,
    });
    // An idle connection that the server closes is replaced at the next use.
    this.#pool.on('error', () => undefined);
    this.#queue = new WriteQueue(async () => new PostgresWriter(await this.#pool.connect()));
    this.#prisma = new PrismaClient({ adapter: new PrismaPg(this.#pool) });
    // Both clients are generated from one model file and differ only in what the engine adds to filters.
    this.read = this.#prisma as unknown as ReadClient;
  }

  override async query<Row = SqlRow>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    const { rows } = await this.#pool.query<Record<string, unknown>>({ ...translate(sql), values: bind(params) });
    return rows as Row[];
  }

  override write<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#queue.run(unit);
  }

  override freeBytes(): Promise<number> {
    return Promise.resolve(Number.POSITIVE_INFINITY);
  }

  override close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#queue.idle();
    await this.#prisma.$disconnect();
    await this.#pool.end();
  }
}
