import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { join, openFederation } from '@wardkeep/client';
import '@wardkeep/testing';
import {
  collectCards,
  compareAndSign,
  propose,
  RunningFederation,
  untilProposed,
  untilSealed,
  World,
  type GuardianNode,
} from './harness/index.js';

describe('when five guardians hold the ceremony', () => {
  let federation: RunningFederation;
  beforeAll(async () => {
    federation = await RunningFederation.found();
    const { init, start, ceremony } = federation.times;
    process.stderr.write(
      `five nodes: init ${init.toFixed(0)} ms, start ${start.toFixed(0)} ms, ceremony ${ceremony.toFixed(0)} ms\n`,
    );
  }, 120_000);
  afterAll(() => federation?.close());

  it('shows the same twelve words on every node', async () => {
    const shown = await Promise.all(federation.nodes.map((node) => untilProposed(node, federation.proposal.configId)));
    expect(new Set(shown.map(({ fingerprint }) => fingerprint.join(' '))).size).toBe(1);
    expect(shown[0]?.fingerprint).toHaveLength(12);
    for (const { status, missing } of shown) expect({ status, missing }).toEqual({ status: 'sealed', missing: [] });
  });

  it('lets a device join by invite', async () => {
    const device = federation.device();
    const joined = await join(device, federation.plainInvite());
    expect(joined.federationId).toBe(federation.proposal.federationId);
    expect(joined.config.size.toString()).toBe('3-of-5');
    expect([...joined.urls.values()].flat()).toEqual(federation.nodes.map(({ url }) => url));
    expect((await openFederation(device)).config.id).toBe(joined.config.id);
  });

  it('lets a device join while two guardians are down, and no longer with three', async () => {
    await federation.killAll([1, 2]);
    await expect(join(federation.device(), federation.plainInvite())).resolves.toBeDefined();
    await federation.killAll([3]);
    await expect(join(federation.device(), federation.plainInvite([4, 5]))).rejects.toThrowCode('TOO_FEW_GUARDIANS');
    await federation.startAll([1, 2, 3]);
    await expect(join(federation.device(), federation.plainInvite())).resolves.toBeDefined();
  }, 60_000);
});

describe('when a node is killed in the middle of the ceremony', () => {
  let world: World;
  afterEach(() => world.close());

  it('still completes once it is back, whether it was to sign or had proposed', async () => {
    world = new World();
    const nodes = await Promise.all(Array.from({ length: 3 }, () => world.makeNode()));
    await Promise.all(nodes.map((node) => node.start()));
    const [proposer, second, third] = nodes as [GuardianNode, GuardianNode, GuardianNode];
    const proposal = await propose(proposer, await collectCards(nodes));
    await untilProposed(third, proposal.configId);
    await third.kill9();
    await third.start();
    await compareAndSign(second, proposal);
    await proposer.kill9();
    // Nobody signs while a way between two guardians is not open.
    await expect(compareAndSign(third, proposal)).rejects.toThrowCode('PREFLIGHT_FAILED');
    await second.restart();
    await proposer.start();
    await compareAndSign(third, proposal);
    await second.kill9();
    await second.start();
    await untilSealed(nodes, proposal.configId);
    await Promise.all(nodes.map((node) => node.untilReady()));
  }, 120_000);
});
