import { expect, it } from '@jest/globals';
import { describeOnBothEngines } from '../../testing/databases.js';
import type { Database, Tx } from './database.js';

const settings = async (database: Database): Promise<string[]> =>
  (await database.query<{ key: string }>('SELECT key FROM settings ORDER BY key')).map(({ key }) => key);

const put = (tx: Tx, key: string): Promise<number> => tx.insert('settings', { key, value: key });

describeOnBothEngines('Database', (databases) => {
  it('reads back bytes, large integers, nulls and booleans', async () => {
    const database = await databases.open();
    const wrapped = Uint8Array.of(0, 1, 254, 255);
    await database.write(async (tx) => {
      const row = { kind: 'a', sequence: true, wrapped, public_key: null, created_at: Number.MAX_SAFE_INTEGER };
      await tx.insert('node_keys', row);
    });
    const [row] = await database.query('SELECT * FROM node_keys WHERE wrapped = ?', [wrapped]);
    expect(row).toMatchObject({ sequence: 1, public_key: null, created_at: Number.MAX_SAFE_INTEGER });
    expect(Buffer.compare(row!.wrapped as Buffer, wrapped)).toBe(0);
    const found = await database.read.nodeKey.findFirstOrThrow();
    expect(found.createdAt).toBe(BigInt(Number.MAX_SAFE_INTEGER));
    expect([...found.wrapped]).toEqual([...wrapped]);
  });

  it('reads a question mark within a literal as text', async () => {
    const database = await databases.open();
    expect(await database.query("SELECT '?' AS mark, CAST(? AS TEXT) AS value", ['x'])).toEqual([
      { mark: '?', value: 'x' },
    ]);
  });

  it('counts and sums as numbers', async () => {
    const database = await databases.open();
    await database.write((tx) => put(tx, 'a'));
    expect(await database.query('SELECT COUNT(*) AS n FROM settings')).toEqual([{ n: 1 }]);
  });

  it('undoes only the unit that throws', async () => {
    const database = await databases.open();
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((key) =>
        database.write(async (tx) => {
          await put(tx, key);
          if (key === 'b') throw new Error('no');
          return key;
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await settings(database)).toEqual(['a', 'c']);
  });

  it('undoes only the unit whose statement fails', async () => {
    const database = await databases.open();
    await database.write((tx) => put(tx, 'a'));
    const [first, second] = await Promise.allSettled([
      database.write(async (tx) => {
        await put(tx, 'b');
        await put(tx, 'a');
      }),
      database.write((tx) => put(tx, 'c')),
    ]);
    expect(first.status).toBe('rejected');
    expect(second.status).toBe('fulfilled');
    expect(await settings(database)).toEqual(['a', 'c']);
  });

  it('shows nothing of a unit before its commit, neither to reads nor to other units', async () => {
    const database = await databases.open();
    let seen: unknown;
    await database.write(async (tx) => {
      await put(tx, 'a');
      seen = [await database.query('SELECT * FROM settings'), await database.read.setting.count()];
    });
    expect(seen).toEqual([[], 0]);
    expect(await database.read.setting.count()).toBe(1);
  });

  it('loses no update when many units read and then write', async () => {
    const location = await databases.create();
    // Two processes of one guardian on PostgreSQL; SQLite has one only.
    const writers = [await databases.open(location)];
    if (databases.provider === 'postgresql') writers.push(await databases.open(location));
    await writers[0]!.write((tx) => tx.insert('settings', { key: 'n', value: '0' }));
    const increment = async (tx: Tx): Promise<void> => {
      const [row] = await tx.query<{ value: string }>("SELECT value FROM settings WHERE key = 'n'");
      await tx.execute("UPDATE settings SET value = ? WHERE key = 'n'", [String(Number(row!.value) + 1)]);
    };
    await Promise.all(Array.from({ length: 200 }, (_, i) => writers[i % writers.length]!.write(increment)));
    expect(await writers[0]!.query('SELECT value FROM settings')).toEqual([{ value: '200' }]);
  });

  it('refuses statements after the end of their unit', async () => {
    const database = await databases.open();
    let leaked: Tx | undefined;
    await database.write(async (tx) => {
      leaked = tx;
    });
    await expect(put(leaked!, 'late')).rejects.toThrow('after the end of its write unit');
    expect(await settings(database)).toEqual([]);
  });

  it('runs actions after the commit, and never those of a unit that failed', async () => {
    const database = await databases.open();
    const done: string[] = [];
    await Promise.allSettled([
      database.write(async (tx) => tx.afterCommit(() => done.push('kept'))),
      database.write(async (tx) => {
        tx.afterCommit(() => done.push('lost'));
        throw new Error('no');
      }),
    ]);
    expect(done).toEqual(['kept']);
  });

  it('finishes the writes under way before it closes', async () => {
    const location = await databases.create();
    const database = await databases.open(location);
    const writes = Array.from({ length: 100 }, (_, i) => database.write((tx) => put(tx, `k${i}`)));
    await database.close();
    await Promise.all(writes);
    expect(await settings(await databases.open(location))).toHaveLength(100);
    // Closed already: a second time must do no harm.
  });

  it('cannot write through the reading client', async () => {
    const database = await databases.open();
    if (database.provider !== 'sqlite') return;
    await expect(database.read.setting.create({ data: { key: 'a', value: 'a' } })).rejects.toThrow();
    await expect(database.query("INSERT INTO settings VALUES ('a', 'a')")).rejects.toThrow();
  });
});
