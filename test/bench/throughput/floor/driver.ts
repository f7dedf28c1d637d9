import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** Value of a placeholder. */
export type Value = string | number | Uint8Array | null;

/** One statement of a transaction; `?` for each value. */
export type Statement = readonly [sql: string, values: readonly Value[]];

/** A raw driver, used the plainest way. */
export interface Driver {
  /** Runs statements in one durable transaction. Gives the rows of each. */
  transact(statements: readonly Statement[]): Promise<Record<string, unknown>[][]>;
  close(): Promise<void>;
}

/**
 * Opens a database.
 *
 * @param url - `postgresql://…`, or the file of a SQLite database
 */
export async function openDriver(url: string): Promise<Driver> {
  return url.startsWith('postgresql:') ? openPostgres(url) : openSqlite(url);
}

function openSqlite(path: string): Driver {
  const db = new Sqlite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  const prepared = new Map<string, Sqlite.Statement<unknown[], Record<string, unknown>>>();
  const prepare = (sql: string) => {
    const found = prepared.get(sql) ?? db.prepare<unknown[], Record<string, unknown>>(sql);
    prepared.set(sql, found);
    return found;
  };
  const run = db.transaction((statements: readonly Statement[]) =>
    statements.map(([sql, values]) => {
      const statement = prepare(sql);
      if (statement.reader) return statement.all(...values);
      statement.run(...values);
      return [];
    }),
  );
  return {
    transact: (statements) => Promise.resolve(run.immediate(statements)),
    close: () => Promise.resolve(void db.close()),
  };
}

async function openPostgres(url: string): Promise<Driver> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const named = new Map<string, { readonly name: string; readonly text: string }>();
  const name = (sql: string) => {
    let count = 0;
    const text = sql.replace(/\?/g, () => `$${String(++count)}`);
    const found = named.get(sql) ?? { name: `f${String(named.size)}`, text };
    named.set(sql, found);
    return found;
  };
  return {
    async transact(statements) {
      await client.query('BEGIN');
      const results: Record<string, unknown>[][] = [];
      for (const [sql, values] of statements) {
        results.push((await client.query<Record<string, unknown>>({ ...name(sql), values: [...values] })).rows);
      }
      await client.query('COMMIT');
      return results;
    },
    close: () => client.end(),
  };
}
