import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join, readState } from '@wardkeep/client';
import { verifyCurrency, type SealedConfig } from '@wardkeep/protocol';
import '@wardkeep/testing';
import { existsSync } from 'node:fs';
import { queryNode } from '../faults/corrupt-guardian.js';
import { RunningFederation } from './harness/index.js';

const CURRENCY = '/v1/federation/currency';
const TEN_MINUTES = 600_000;

/** The tests of bad luck stand on these faults: each must really happen. */
describe('when faults are made from outside', () => {
  let federation: RunningFederation;
  let config: SealedConfig;
  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3, proxied: [3] });
    ({ config } = await join(federation.device(), federation.plainInvite()));
  }, 120_000);
  afterAll(() => federation?.close());

  const currencyOf = async (index: number, nonce: string): Promise<string> => {
    const body = JSON.stringify({ nonce });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${federation.at(index).url}${CURRENCY}`, { method: 'POST', headers, body });
    return ((await response.json()) as { currency: string }).currency;
  };
  const nonce = 'A'.repeat(43);
  const issuedAt = async (index: number): Promise<number> =>
    verifyCurrency(await currencyOf(index, nonce), config, nonce, index).body.issuedAt;

  it('reaches a node through its proxy, which passes everything on', async () => {
    expect(Math.abs((await issuedAt(3)) - Date.now())).toBeLessThan(5000);
    expect(federation.proxyAt(3).seen.some(({ path, from }) => path === CURRENCY && from === null)).toBe(true);
    expect(federation.proxyAt(3).seen.some(({ from }) => from === 1)).toBe(true);
  });

  it('shifts the clock of a running node, and back', async () => {
    federation.at(2).shiftClock(TEN_MINUTES);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(Math.abs((await issuedAt(2)) - Date.now() - TEN_MINUTES)).toBeLessThan(5000);
    federation.at(2).shiftClock(0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(Math.abs((await issuedAt(2)) - Date.now())).toBeLessThan(5000);
  });

  it('loses, alters and replays answers', async () => {
    const proxy = federation.proxyAt(3);
    proxy.drop(CURRENCY);
    await expect(currencyOf(3, nonce)).rejects.toThrow('fetch failed');
    proxy.reset();
    proxy.replay(CURRENCY);
    const first = await currencyOf(3, nonce);
    expect(await currencyOf(3, `${'B'.repeat(42)}A`)).toBe(first);
    proxy.reset();
    const honest = proxy.alter(CURRENCY, () => ({ currency: '{}' }));
    expect(await currencyOf(3, nonce)).toBe('{}');
    honest();
    await expect(issuedAt(3)).resolves.toBeDefined();
  });

  it('lets a corrupt guardian sign what its software would not', async () => {
    const liar = await federation.corrupt(3);
    federation.proxyAt(3).alter(CURRENCY, ({ currency }) => ({
      currency: liar.resign(currency, 'currency', (body) => ({ ...body, issuedAt: 1 })),
    }));
    expect(await issuedAt(3)).toBe(1);
    federation.proxyAt(3).reset();
  });

  it('puts a data folder back to yesterday', async () => {
    const yesterday = federation.world.path('yesterday');
    const node = federation.at(1);
    await node.copyData(yesterday);
    const { inviteId } = await federation.createInvite({ by: 1 });
    await node.kill9();
    const has = async (): Promise<boolean> => {
      const rows = await queryNode(node, "SELECT type FROM statements WHERE type = 'invite'");
      return rows.length > 0;
    };
    expect(inviteId).toMatch(/^[\w-]{22}$/);
    expect(await has()).toBe(true);
    await node.restoreData(yesterday);
    expect(await has()).toBe(false);
    await node.start();
    await node.untilReady();
  }, 30_000);

  it('makes invites whose token a device keeps', async () => {
    const device = federation.device();
    const { code } = await federation.createInvite({ by: 2 });
    await join(device, code);
    expect((await readState(device)).federations[0]?.token?.length).toBe(16);
  });

  it('leaves nothing behind', async () => {
    const { folder, nodes } = federation.world;
    const pids = nodes.filter(({ isUp }) => isUp).map(({ pid }) => pid);
    await federation.close();
    expect(existsSync(folder)).toBe(false);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('when the guardians keep PostgreSQL databases', () => {
  let federation: RunningFederation;
  beforeAll(async () => {
    federation = await RunningFederation.found({ guardians: 3, database: 'postgresql' });
  }, 180_000);
  afterAll(() => federation?.close());

  it('holds the ceremony and lets a device join', async () => {
    await expect(join(federation.device(), federation.plainInvite())).resolves.toBeDefined();
    expect(existsSync(federation.at(1).folder)).toBe(true);
    expect(existsSync(`${federation.at(1).folder}/guardian.db`)).toBe(false);
  });

  it('goes on after all nodes were killed', async () => {
    await federation.killAll([1, 2, 3]);
    await federation.startAll([1, 2, 3]);
    await expect(join(federation.device(), federation.plainInvite())).resolves.toBeDefined();
  }, 60_000);
});
