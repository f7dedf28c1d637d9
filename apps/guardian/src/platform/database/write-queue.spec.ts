import { describe, expect, it } from '@jest/globals';
import { type WriteConnection, WriteQueue } from './write-queue.js';

/** Records what the queue does, and fails where told to. */
class FakeConnection implements WriteConnection {
  readonly calls: string[] = [];
  alive = true;

  constructor(private readonly failures: Record<string, (count: number) => Error | undefined> = {}) {}

  #call(name: string): Promise<void> {
    this.calls.push(name);
    const count = this.calls.filter((each) => each === name).length;
    const error = this.failures[name]?.(count);
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  }

  begin = (): Promise<void> => this.#call('begin');
  nextSavepoint = (): Promise<void> => this.#call('savepoint');
  rollbackToSavepoint = (): Promise<void> => this.#call('undo');
  commit = (): Promise<void> => this.#call('commit');
  rollback = (): Promise<void> => this.#call('rollback');
  isInTransaction = (): boolean => this.alive;
  isAlive = (): boolean => true;
  release(broken: boolean): void {
    this.calls.push(broken ? 'discard' : 'release');
  }
  async execute(sql: string): Promise<number> {
    await this.#call(sql);
    return 1;
  }
  query = (): Promise<unknown[]> => Promise.resolve([]);
}

const coded = (code: string): Error => Object.assign(new Error(code), { code });
const queueOn = (connection: FakeConnection): WriteQueue => new WriteQueue(() => Promise.resolve(connection));
const put = (queue: WriteQueue, sql: string): Promise<number> => queue.run((tx) => tx.execute(sql));

describe('WriteQueue', () => {
  it('commits units that wait together as one transaction', async () => {
    const connection = new FakeConnection();
    const queue = queueOn(connection);
    await Promise.all(['a', 'b'].map((sql) => put(queue, sql)));
    expect(connection.calls).toEqual(['begin', 'savepoint', 'a', 'savepoint', 'b', 'commit', 'release']);
  });

  it('tells nobody of success before the commit, and everybody of its failure', async () => {
    const connection = new FakeConnection({ commit: () => coded('EIO') });
    const queue = queueOn(connection);
    const outcomes = await Promise.allSettled(['a', 'b'].map((sql) => put(queue, sql)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(connection.calls.slice(-2)).toEqual(['rollback', 'release']);
  });

  it('undoes the whole transaction of a unit that was alone, and rejects it', async () => {
    const connection = new FakeConnection({ a: () => coded('EIO') });
    await expect(put(queueOn(connection), 'a')).rejects.toMatchObject({ code: 'EIO' });
    expect(connection.calls).toEqual(['begin', 'a', 'rollback', 'release']);
  });

  it.each(['40001', '40P01'])('runs the group again after %s', async (code) => {
    const connection = new FakeConnection({ b: (count) => (count === 1 ? coded(code) : undefined) });
    const queue = queueOn(connection);
    await Promise.all(['a', 'b'].map((sql) => put(queue, sql)));
    expect(connection.calls.filter((call) => call === 'a')).toHaveLength(2);
    expect(connection.calls.filter((call) => call === 'commit')).toHaveLength(1);
  });

  it('gives up after several attempts', async () => {
    const connection = new FakeConnection({ commit: () => coded('40001') });
    await expect(put(queueOn(connection), 'a')).rejects.toMatchObject({ code: '40001' });
    expect(connection.calls.filter((call) => call === 'begin')).toHaveLength(5);
  });

  it.each(['SQLITE_FULL', 'ENOSPC', '53100'])('throws DISK_FULL for %s and goes on with the next', async (code) => {
    const connection = new FakeConnection({ a: () => coded(code) });
    const queue = queueOn(connection);
    const [full, next] = await Promise.allSettled([put(queue, 'a'), put(queue, 'b')]);
    expect(full).toMatchObject({ status: 'rejected', reason: { code: 'DISK_FULL', status: 507 } });
    expect(next.status).toBe('fulfilled');
  });

  it('rejects the whole group when the fault ended the transaction', async () => {
    const connection = new FakeConnection({
      b: () => {
        connection.alive = false;
        return coded('SQLITE_FULL');
      },
    });
    const queue = queueOn(connection);
    const outcomes = await Promise.allSettled(['a', 'b'].map((sql) => put(queue, sql)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'DISK_FULL' } });
    expect(connection.calls).not.toContain('commit');
  });

  it('works again after a connection could not be had', async () => {
    const connection = new FakeConnection();
    let isDown = true;
    const queue = new WriteQueue(() => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(connection)));
    await expect(put(queue, 'a')).rejects.toThrow('down');
    isDown = false;
    expect(await put(queue, 'b')).toBe(1);
  });
});
