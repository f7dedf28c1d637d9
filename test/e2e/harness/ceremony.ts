import type { FederationPolicies } from '@wardkeep/protocol';
import type { GuardianNode } from './guardian-node.js';
import { waitFor } from './wait.js';

/** What a federation is founded with. */
export interface FoundingPlan {
  readonly name?: string;
  readonly recoverThreshold?: number;
  readonly approvalThreshold?: number;
  readonly policies?: Partial<FederationPolicies>;
}

/** A config in the ceremony, as a node shows it. */
export interface ShownProposal {
  readonly configId: string;
  readonly federationId: string;
  readonly fingerprint: readonly string[];
  readonly status: 'proposed' | 'signed' | 'sealed' | 'refused';
  readonly signedBy: readonly number[];
  readonly missing: readonly number[];
}

/** @returns every node's card, as its operator would send it to the others */
export async function collectCards(nodes: readonly GuardianNode[]): Promise<string[]> {
  const answers = await Promise.all(nodes.map((node) => node.get('/admin/v1/card')));
  return answers.map(({ card }) => card as string);
}

/** Lets one guardian propose a config of all cards; the order of the cards is that of the indexes. */
export async function propose(
  node: GuardianNode,
  cards: readonly string[],
  plan: FoundingPlan = {},
): Promise<ShownProposal> {
  const { name = 'Valley mint', ...rest } = plan;
  // No delay unless a test is about it: nobody has a day to wait.
  const policies = { recoveryDelaySeconds: 0, ...plan.policies };
  return node.post('/admin/v1/federation/propose', { ...rest, name, cards, policies });
}

/** @returns the configs that a node knows of */
export async function listProposals(node: GuardianNode): Promise<ShownProposal[]> {
  return (await node.get('/admin/v1/federation/proposal?preflight=false')).proposals;
}

/** Waits until a node has heard of a config. */
export async function untilProposed(node: GuardianNode, configId: string): Promise<ShownProposal> {
  const find = async (): Promise<ShownProposal | undefined> =>
    (await listProposals(node)).find((proposal) => proposal.configId === configId);
  return waitFor(`${node.name} to hear of the proposal`, find);
}

/** Lets a guardian compare the words with those of the proposer, and sign. */
export async function compareAndSign(node: GuardianNode, proposal: ShownProposal): Promise<void> {
  const shown = await untilProposed(node, proposal.configId);
  if (shown.fingerprint.join(' ') !== proposal.fingerprint.join(' ')) throw new Error(`${node.name} shows other words`);
  await node.post('/admin/v1/federation/sign', { configId: proposal.configId });
}

/** Waits until nodes know all signatures. */
export async function untilSealed(nodes: readonly GuardianNode[], configId: string): Promise<void> {
  const isSealed = async (node: GuardianNode): Promise<boolean> =>
    (await listProposals(node)).some((proposal) => proposal.configId === configId && proposal.status === 'sealed');
  await Promise.all(
    nodes.map((node) => waitFor(`${node.name} to see the config sealed`, () => isSealed(node), 40_000)),
  );
}

/** The whole ceremony: cards, proposal, comparison, signatures, sealing, and the first catching up. */
export async function holdCeremony(nodes: readonly GuardianNode[], plan: FoundingPlan = {}): Promise<ShownProposal> {
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error('a ceremony needs nodes');
  const proposal = await propose(first, await collectCards(nodes), plan);
  await Promise.all(others.map((node) => compareAndSign(node, proposal)));
  await untilSealed(nodes, proposal.configId);
  await Promise.all(nodes.map((node) => node.untilReady()));
  return proposal;
}
