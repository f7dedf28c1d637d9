import { afterEach, describe, expect, it } from '@jest/globals';
import { verifyConfigChain } from '@wardkeep/protocol';
import {
  eventually,
  type FederationNode,
  isActing,
  startTestFederation,
  startTestNodes,
  type TestFederation,
} from '../../../testing/test-federation.js';

let federation: TestFederation;
afterEach(() => federation.stop());

const cardsOf = (nodes: readonly FederationNode[]) =>
  Promise.all(nodes.map(async (node) => (await node.admin('GET', '/card')).card as string));
const proposals = async (node: FederationNode) =>
  (await node.admin('GET', '/federation/proposal?preflight=false')).proposals;

describe('when all guardians sign', () => {
  it('seals the federation on every node', async () => {
    federation = await startTestFederation(3);
    const answers = await Promise.all(federation.nodes.map((node) => node.call('public', 'GET', '/v1/federation')));
    const ids = new Set(answers.map(({ body }) => JSON.stringify(body.configs)));
    expect(ids.size).toBe(1);
    const { federationId } = (await federation.nodes[0]!.admin('GET', '/federation')).config;
    const config = verifyConfigChain(answers[0]!.body.configs, federationId);
    expect(config.guardians.map(({ name }) => name)).toEqual(['Guardian 1', 'Guardian 2', 'Guardian 3']);
  }, 60_000);
});
