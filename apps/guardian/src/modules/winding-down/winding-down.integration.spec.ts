import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyConfigChain, isWindingDown } from '@wardkeep/protocol';
import { describeOnBothEngines } from '../../testing/databases.js';
import { eventually, startTestFederation, type TestFederation } from '../../testing/test-federation.js';
import { buildRecoveryNode, codeOf, type RecoveryNode } from '../claims/recovery-node.fixture.js';
import { sealFor, stageOf } from '../enrolment/enrolment.fixture.js';

describeOnBothEngines('when guardians declare that their federation winds down', (databases) => {
  let node: RecoveryNode;
  beforeEach(async () => {
    node = await buildRecoveryNode(await databases.open());
  });
  afterEach(() => node.stop());

  const declareAs = async (index: number): Promise<string> => {
    const { id: configId } = node.scene.config;
    const { text } = node.signAs(index, 'winding-down', { configId });
    return (await node.node.statements.accept({ text }, `peer/${index}`)).outcome;
  };
  const stage = async (owner: string) =>
    codeOf(async () => node.node.staging.stage(stageOf(await sealFor(node.scene, owner))));

  it('throws FEDERATION_WINDING_DOWN to new owners from the q-th declaration on, and to nobody before', async () => {
    await node.enrol('ada');
    expect(await declareAs(2)).toBe('new');
    expect(await declareAs(3)).toBe('new');
    expect(await declareAs(3)).toBe('known');
    expect(await stage('bo')).toBe('ok');
    await declareAs(4);
    expect(await stage('cy')).toBe('FEDERATION_WINDING_DOWN');
    // A version that is on its way is finished, and whoever is enrolled goes on.
    expect(await stage('bo')).toBe('ok');
    await node.enrol('ada', undefined, { number: 2, backupVersion: 2 });
    const { claim } = await node.openClaim();
    await node.approve(claim.id);
    expect((await node.cases.get(claim.id)).status).toBe('approved');
  });

  it('throws WRONG_CONFIG for a declaration about another config', async () => {
    const { text } = node.signAs(2, 'winding-down', { configId: 'A'.repeat(43) });
    expect(await codeOf(() => node.node.statements.accept({ text }, 'peer/2'))).toBe('WRONG_CONFIG');
  });
});

describe('when q guardians of a running federation declare it', () => {
  let federation: TestFederation;
  beforeAll(async () => {
    federation = await startTestFederation(3);
  });
  afterAll(() => federation.stop());

  it('winds down on every node, and tells everybody with signatures that they can check', async () => {
    const [first, second, third] = federation.nodes as [
      TestFederation['nodes'][number],
      TestFederation['nodes'][number],
      TestFederation['nodes'][number],
    ];
    const wrong = await first.call('console', 'POST', '/admin/v1/federation/wind-down', { body: { name: 'Tset' } });
    expect(wrong.body.code).toBe('WINDING_DOWN_NAME_DIFFERS');
    const declare = (node: typeof first) => node.admin('POST', '/federation/wind-down', { name: 'Test' });
    expect(await declare(first)).toEqual({ inForceSince: null, declaredBy: [1], needed: 2, declaredHere: true });
    expect(await declare(first)).toMatchObject({ declaredBy: [1] });
    expect((await third.call('console', 'POST', '/admin/v1/invites', { body: {} })).status).toBe(201);
    await declare(second);
    await eventually(async () => {
      const { windingDown } = await third.admin('GET', '/federation');
      return windingDown.inForceSince !== null && !windingDown.declaredHere;
    });
    const refused = await third.call('console', 'POST', '/admin/v1/invites', { body: {} });
    expect(refused.body.code).toBe('FEDERATION_WINDING_DOWN');
    const { body } = await third.call('public', 'GET', '/v1/federation');
    const { federationId } = (await first.admin('GET', '/federation')).config;
    expect(isWindingDown(body.windingDown, verifyConfigChain(body.configs, federationId))).toBe(true);
  });
});
