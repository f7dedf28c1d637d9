import type { PrismaClient } from '../../generated/sqlite/client.js';

/** Database engine behind a guardian. */
export type DatabaseProvider = 'sqlite' | 'postgresql';

/** Value that can be bound to a `?`. A boolean is stored as 0 or 1. */
export type SqlValue = string | number | bigint | boolean | Uint8Array | null;

/** A row of raw SQL: integers as numbers (refused beyond 2⁵³ − 1), blobs as Buffer. */
export type SqlRow = Record<string, string | number | Buffer | null>;

/**
 * What a write unit works with. SQL must run on both engines: `?` placeholders, `ON CONFLICT`, `RETURNING`. A failed
 * statement ends the unit, because PostgreSQL goes no further after one; use `ON CONFLICT DO NOTHING` instead of catching.
 */
export interface Tx {
  /**
   * @param sql - One statement.
   * @param params - One value for each `?`.
   * @returns Number of rows changed; compare-and-set checks it.
   */
  execute(sql: string, params?: readonly SqlValue[]): Promise<number>;
  /**
   * @param sql - One statement that gives rows.
   * @param params - One value for each `?`.
   * @returns All rows.
   */
  query<Row = SqlRow>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>;
  /**
   * @param table - Table name as in the database.
   * @param row - Column names as in the database, and their values.
   * @param onConflict - `'ignore'` leaves an existing row alone and returns 0.
   * @returns Number of rows inserted.
   */
  insert(table: string, row: Readonly<Record<string, SqlValue>>, onConflict?: 'ignore'): Promise<number>;
  /**
   * Runs an action once the unit is durable, in order and before the caller of `write` goes on; never if it failed.
   *
   * @param action - Must not throw.
   */
  afterCommit(action: () => void): void;
}

/** Reading access of Prisma's client: every model, no method that writes. */
export type ReadClient = Omit<
  PrismaClient,
  '$transaction' | '$executeRaw' | '$executeRawUnsafe' | '$connect' | '$disconnect'
>;

/**
 * A guardian's database. All writes go through one queue and, between processes, one lock, so a unit never sees another's
 * half-done work and a read followed by a write in one unit is safe on both engines.
 */
export abstract class Database {
  /** Engine in use. */
  abstract readonly provider: DatabaseProvider;

  /** Prisma's client, for reading only; it sees what is committed. */
  abstract readonly read: ReadClient;

  /**
   * Raw read outside of any write unit, several times cheaper than `read`; for hot paths.
   *
   * @param sql - One `SELECT`.
   * @param params - One value for each `?`.
   * @returns All rows, as committed.
   */
  abstract query<Row = SqlRow>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>;

  /**
   * Runs a unit as one durable step: either all of it is on disk when the promise resolves, or none. The unit must only
   * await its `Tx` (everybody else waits for it), must not call `write` again, and may be run more than once.
   *
   * @param unit - The work.
   * @returns What the unit returned, after the commit.
   * @throws ProblemError `DISK_FULL` when there is no room; nothing is lost.
   */
  abstract write<T>(unit: (tx: Tx) => Promise<T>): Promise<T>;

  /**
   * @returns Free bytes where the database lies, or infinity where the node cannot know (PostgreSQL).
   */
  abstract freeBytes(): Promise<number>;

  /** Ends all connections after the writes under way. */
  abstract close(): Promise<void>;
}
