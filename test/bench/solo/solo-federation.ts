import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCardBundle, type SealedConfig } from '@wardkeep/protocol';
import { collectCards, propose, untilSealed, type GuardianNode, type World } from '../../e2e/harness/index.js';
import { CosigningPeers } from './cosigning-peers.js';
import type { SimulatedGuardian } from './simulated-guardian.js';

/** Index of the real node. */
export const NODE_INDEX = 1;
const PEER_INDEXES = [2, 3, 4, 5];
/** Buckets of rate limits that would be what is measured. */
const BUCKETS = ['default', 'claim', 'enrolment', 'statements', 'peer', 'ceremony'];
const UNLIMITED = { perMinute: 1e9, burst: 1e6 };

/** A federation of five with one real node, whose peers are down; everything that they would sign can be signed here. */
export interface SoloFederation {
  readonly node: GuardianNode;
  readonly config: SealedConfig;
  readonly peers: readonly SimulatedGuardian[];
}

/**
 * Makes a node and founds a federation around it, over its own console and public routes.
 *
 * @param world - where
 * @param database - engine of the node
 */
export async function foundSolo(world: World, database: 'sqlite' | 'postgresql' = 'sqlite'): Promise<SoloFederation> {
  const node = await world.makeNode({ database });
  await liftRateLimits(node);
  await node.start();
  const peers = await CosigningPeers.open(PEER_INDEXES);
  try {
    const [own = ''] = await collectCards([node]);
    const cards = [own, ...peers.guardians.map(({ bundle }) => encodeCardBundle(bundle))];
    const policies = { openEnrolment: true, recoveryDelaySeconds: 0, payloadBytes: 1024 * 1024 };
    const { configId } = await propose(node, cards, { name: 'Bench', policies });
    await untilSealed([node], configId);
    return { node, config: await peers.sealed, peers: peers.guardians };
  } finally {
    await peers.close();
  }
}

async function liftRateLimits(node: GuardianNode): Promise<void> {
  const path = join(node.folder, 'node.json');
  const file = JSON.parse(await readFile(path, 'utf8')) as object;
  const rateLimits = Object.fromEntries(BUCKETS.map((bucket) => [bucket, UNLIMITED]));
  await writeFile(path, JSON.stringify({ ...file, rateLimits }));
}
