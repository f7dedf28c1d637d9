import type { SqlRow, SqlValue, Tx } from './database.js';

/** The two statements that a driver has to offer; everything else is built upon them. */
export interface Statements {
  execute(sql: string, params: readonly SqlValue[]): Promise<number>;
  query(sql: string, params: readonly SqlValue[]): Promise<unknown[]>;
}

const inserts = new Map<string, string>();

function insertSql(table: string, columns: readonly string[], onConflict: 'ignore' | undefined): string {
  const key = `${table} ${columns.join()} ${onConflict ?? ''}`;
  let sql = inserts.get(key);
  if (sql === undefined) {
    const marks = columns.map(() => '?').join();
    sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${marks})${onConflict ? ' ON CONFLICT DO NOTHING' : ''}`;
    inserts.set(key, sql);
  }
  return sql;
}

/** One write unit's view of the transaction; useless once the unit has ended, so a forgotten await cannot write later. */
export class Unit implements Tx {
  readonly #actions: (() => void)[] = [];
  #open = true;

  /** @param statements - Connection that the unit runs on. */
  constructor(private readonly statements: Statements) {}

  async execute(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    this.#assertOpen();
    return this.statements.execute(sql, params);
  }

  async query<Row = SqlRow>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    this.#assertOpen();
    return (await this.statements.query(sql, params)) as Row[];
  }

  async insert(table: string, row: Readonly<Record<string, SqlValue>>, onConflict?: 'ignore'): Promise<number> {
    this.#assertOpen();
    return this.statements.execute(insertSql(table, Object.keys(row), onConflict), Object.values(row));
  }

  afterCommit(action: () => void): void {
    this.#assertOpen();
    this.#actions.push(action);
  }

  /** Ends the unit: further statements are refused. */
  end(): void {
    this.#open = false;
  }

  /** Runs what was registered for after the commit. */
  committed(): void {
    for (const action of this.#actions) action();
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error('statement after the end of its write unit');
  }
}
