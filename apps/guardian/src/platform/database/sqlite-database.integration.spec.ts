import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { migrate } from './migrations.js';
import { SqliteDatabase } from './sqlite-database.js';

/** A full disk, as SQLite knows it: the file may not grow. */
const limitPages = (database: SqliteDatabase, pages: number): Promise<unknown> =>
  database.write((tx) => tx.query(`PRAGMA max_page_count = ${pages}`));

describe('SqliteDatabase', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardkeep-sqlite-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('throws DISK_FULL when there is no room, keeps what it has, and goes on once there is', async () => {
    const path = join(folder, 'full.db');
    await migrate({ provider: 'sqlite', path });
    const database = new SqliteDatabase(path);
    const put = (key: string, size: number) =>
      database.write((tx) => tx.insert('settings', { key, value: 'x'.repeat(size) }));
    await put('before', 10);
    await limitPages(database, 100);
    await expect(put('large', 10_000_000)).rejects.toMatchObject({ code: 'DISK_FULL', status: 507 });
    expect(await database.query('SELECT key FROM settings')).toEqual([{ key: 'before' }]);
    await limitPages(database, 1_000_000);
    await put('after', 10_000);
    expect(await database.read.setting.count()).toBe(2);
    expect(await database.freeBytes()).toBeGreaterThan(0);
    await database.close();
  });

  it('flushes the log at every commit', async () => {
    const path = join(folder, 'flush.db');
    await migrate({ provider: 'sqlite', path });
    const database = new SqliteDatabase(path);
    const pragmas = await database.write(async (tx) => [
      await tx.query('PRAGMA synchronous'),
      await tx.query('PRAGMA journal_mode'),
      await tx.query('PRAGMA foreign_keys'),
    ]);
    expect(pragmas).toEqual([[{ synchronous: 2 }], [{ journal_mode: 'wal' }], [{ foreign_keys: 1 }]]);
    await database.close();
    expect(new Sqlite(path).pragma('integrity_check', { simple: true })).toBe('ok');
  });
});
