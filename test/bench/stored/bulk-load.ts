import { randomBytes } from 'node:crypto';
import { decodeBase64url, encodeBase64url, MerkleFrontier, utf8 } from '@wardkeep/crypto';
import Sqlite from 'better-sqlite3';

type Value = string | number | Buffer | null;
type Row = Record<string, Value>;

/** Tables in which a backup has rows, and the column by which its own are found. */
const TABLES = {
  owners: 'owner_key',
  backups: 'backup_id',
  backup_parts: 'manifest_id',
  payloads: 'manifest_id',
  statements: 'backup_id',
} as const;

/**
 * Fills a node's database with copies of the one backup that it holds. Each copy has identifiers of its own, in every column
 * and inside the texts of its statements, and its leaves in the log.
 *
 * @param path - SQLite file of a node that is down
 * @param count - how many copies
 */
export function bulkLoad(path: string, count: number): void {
  const db = new Sqlite(path);
  // Nothing is lost if this is cut off: it is done again from the start.
  db.pragma('journal_mode = DELETE');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -400000');
  try {
    db.transaction(() => {
      load(db, count);
    })();
  } finally {
    db.close();
  }
}

function load(db: Sqlite.Database, count: number): void {
  const template = readTemplate(db);
  const inserts = template.rows.map(({ table, row }) => {
    const columns = Object.keys(row);
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    const makers = columns.map((column) => makerOf(column, row[column] ?? null, template.ids));
    return { table, columns, makers, statement: db.prepare(sql) };
  });
  const state = db.prepare<[], { size: number; frontier: string }>('SELECT size, frontier FROM log_state').get();
  if (state === undefined) throw new Error('node has no log yet');
  const frontier = MerkleFrontier.decode(decodeBase64url(state.frontier));
  for (let copy = 0; copy < count; copy++) {
    const ids = template.ids.map((id) => randomBytes(Math.floor((id.length * 3) / 4)).toString('base64url'));
    for (const { table, columns, makers, statement } of inserts) {
      const values = makers.map((make) => make(ids, frontier.size));
      if (table === 'statements') frontier.append(utf8(String(values[columns.indexOf('text')])));
      statement.run(...values);
    }
  }
  const saved = encodeBase64url(frontier.encode());
  db.prepare('UPDATE log_state SET size = ?, frontier = ?').run(frontier.size, saved);
}

function readTemplate(db: Sqlite.Database) {
  const backup = db.prepare<[], Row>("SELECT * FROM backups WHERE status = 'committed' LIMIT 1").get();
  if (backup === undefined) throw new Error('node holds no backup to copy');
  const rows = Object.entries(TABLES).flatMap(([table, column]) => {
    const found = db.prepare<[Value], Row>(`SELECT * FROM ${table} WHERE ${column} = ?`).all(backup[column] ?? null);
    return found.map((row) => ({ table, row: without(row, 'seq') }));
  });
  const statements = rows.filter(({ table }) => table === 'statements').map(({ row }) => String(row.id));
  const ids = [...new Set([String(backup.owner_key), String(backup.backup_id), ...statements])];
  return { rows, ids };
}

/** Makes the value of a column from the identifiers of a copy. */
type Maker = (ids: readonly string[], logSize: number) => Value;

function makerOf(column: string, value: Value, oldIds: readonly string[]): Maker {
  if (column === 'log_index') return (_, logSize) => logSize;
  if (column === 'lookup_tag') return () => randomBytes(32);
  if (typeof value !== 'string') return () => value;
  // Pieces of text, and between them positions of identifiers.
  const pieces = value.split(new RegExp(`(${oldIds.join('|')})`));
  const slots = pieces.map((piece) => oldIds.indexOf(piece));
  if (slots.every((slot) => slot < 0)) return () => value;
  return (ids) => pieces.map((piece, at) => ids[slots[at] ?? -1] ?? piece).join('');
}

function without(row: Row, column: string): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}
