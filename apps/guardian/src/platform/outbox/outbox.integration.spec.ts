import { expect, it } from '@jest/globals';
import { systemRng } from '@wardkeep/crypto';
import { describeOnBothEngines } from '../../testing/databases.js';
import { SystemClock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { createLog } from '../logging/logger.js';
import { Outbox, type Sender } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';

const clock = new SystemClock();
const log = createLog('silent');

function outboxOn(database: Database, send: Sender): Outbox {
  const outbox = new Outbox(new OutboxRepository(database), clock, systemRng, log);
  outbox.register('note', send);
  return outbox;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('condition did not come true within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const note = (text: string, more: object = {}) => ({
  kind: 'note',
  destination: '2',
  payload: Buffer.from(text),
  ...more,
});
const count = async (database: Database): Promise<number> =>
  (await database.query<{ n: number }>('SELECT COUNT(*) AS n FROM outbox'))[0]!.n;

describeOnBothEngines('Outbox', (databases) => {
  it('sends at once what a unit enqueued, and nothing of a unit that failed', async () => {
    const database = await databases.open();
    const sent: string[] = [];
    const outbox = outboxOn(database, async ({ payload }) => void sent.push(Buffer.from(payload).toString()));
    outbox.onApplicationBootstrap();
    const failed = database.write(async (tx) => {
      await outbox.enqueue(tx, note('lost'));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    const start = Date.now();
    await database.write((tx) => outbox.enqueue(tx, note('kept')));
    await until(async () => sent.length === 1 && (await count(database)) === 0);
    expect(Date.now() - start).toBeLessThan(2000);
    expect(sent).toEqual(['kept']);
    await outbox.beforeApplicationShutdown();
  });

  it('tries again after a failure, and remembers why', async () => {
    const database = await databases.open();
    const attempts: number[] = [];
    const outbox = outboxOn(database, async (delivery) => {
      attempts.push(delivery.attempts);
      if (attempts.length < 3) throw new Error('peer is down');
    });
    await database.write((tx) => outbox.enqueue(tx, note('a')));
    await until(async () => {
      const [row] = await database.query('SELECT last_error, leased_by FROM outbox');
      return row?.last_error === 'peer is down' && row.leased_by === null;
    });
    await until(async () => (await count(database)) === 0);
    expect(attempts).toEqual([0, 1, 2]);
    await outbox.beforeApplicationShutdown();
  });

  it('survives a restart', async () => {
    const database = await databases.open();
    const down = outboxOn(database, () => Promise.reject(new Error('down')));
    await database.write((tx) => down.enqueue(tx, note('a')));
    await until(async () => (await database.query('SELECT 1 FROM outbox WHERE attempts > 0')).length === 1);
    await down.beforeApplicationShutdown();
    let sent = 0;
    const up = outboxOn(database, async () => {
      sent++;
    });
    await up.hurry('2');
    await until(async () => (await count(database)) === 0);
    expect(sent).toBe(1);
    await up.beforeApplicationShutdown();
  });

  it('sends each message once when several processes share the database', async () => {
    const location = await databases.create();
    const first = await databases.open(location);
    const second = databases.provider === 'postgresql' ? await databases.open(location) : first;
    const sent: string[] = [];
    const send: Sender = async ({ payload }) => {
      sent.push(Buffer.from(payload).toString());
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const outboxes = [outboxOn(first, send), outboxOn(second, send)];
    await first.write(async (tx) => {
      for (let i = 0; i < 100; i++) await outboxes[0]!.enqueue(tx, note(String(i)));
    });
    for (const outbox of outboxes) outbox.wake();
    await until(async () => (await count(first)) === 0);
    expect(sent).toHaveLength(100);
    expect(new Set(sent).size).toBe(100);
    for (const outbox of outboxes) await outbox.beforeApplicationShutdown();
  });

  it('takes a message over when the process that leased it has died', async () => {
    const database = await databases.open();
    const sent: string[] = [];
    const outbox = outboxOn(database, async ({ payload }) => void sent.push(Buffer.from(payload).toString()));
    await database.write(async (tx) => {
      await outbox.enqueue(tx, note('a'));
      await tx.execute("UPDATE outbox SET leased_by = 'dead', leased_until = ?", [Date.now() + 300]);
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent).toEqual([]);
    await until(() => sent.length === 1);
    await outbox.beforeApplicationShutdown();
  });

  it('drops a duplicate while the first waits, and what has expired', async () => {
    const database = await databases.open();
    const sent: string[] = [];
    const outbox = outboxOn(database, async ({ payload }) => void sent.push(Buffer.from(payload).toString()));
    await database.write(async (tx) => {
      await outbox.enqueue(tx, note('one', { dedupeKey: 'k' }));
      await outbox.enqueue(tx, note('two', { dedupeKey: 'k' }));
      await outbox.enqueue(tx, note('late', { expiresAt: Date.now() - 1 }));
    });
    await until(async () => (await count(database)) === 0);
    expect(sent).toEqual(['one']);
    await outbox.beforeApplicationShutdown();
  });

  it('finishes what it is sending before it stops, and starts nothing new', async () => {
    const database = await databases.open();
    let sent = 0;
    let aborted = false;
    const outbox = outboxOn(database, async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      aborted = signal.aborted;
      sent++;
    });
    await database.write((tx) => outbox.enqueue(tx, note('a')));
    await until(async () => (await database.query('SELECT 1 FROM outbox WHERE leased_by IS NOT NULL')).length === 1);
    await outbox.beforeApplicationShutdown();
    expect([sent, aborted, await count(database)]).toEqual([1, true, 0]);
    await database.write((tx) => outbox.enqueue(tx, note('b')));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([sent, await count(database)]).toEqual([1, 1]);
  });
});
