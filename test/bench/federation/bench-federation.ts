import { clientContext, memoryStore, type ClientContext } from '@wardkeep/client';
import { cryptoReady, decodeBase64url } from '@wardkeep/crypto';
import { encodeInvite } from '@wardkeep/protocol';
import { holdCeremony, World, type GuardianNode } from '../../e2e/harness/index.js';
import { sealOffline } from './seal-offline.js';

/** Nodes that are made, started or asked to sign at the same time: two processor cores start no more than that quickly. */
const AT_ONCE = 4;
const READY_MS = 180_000;
/** In the ceremony every node tries every way between all of them: more than this is too much for one machine. */
const MOST_IN_CEREMONY = 5;

/** A federation of any size: made a few nodes at a time, so that fifty of them fit on a small machine. */
export class BenchFederation {
  private constructor(
    readonly world: World,
    readonly nodes: readonly GuardianNode[],
    private readonly proposal: { readonly federationId: string; readonly configId: string },
  ) {}

  /** @param guardians - how many; thresholds are the defaults, there is no delay, enrolment is open */
  static async found(guardians: number): Promise<BenchFederation> {
    await cryptoReady();
    const world = new World();
    try {
      const names = Array.from({ length: guardians }, (_, at) => `Guardian ${String(at + 1)}`);
      const nodes = await inBatches(names, (name) => world.makeNode({ name }));
      const plan = { name: 'Bench', policies: { openEnrolment: true, recoveryDelaySeconds: 0 } };
      const isCeremony = guardians <= MOST_IN_CEREMONY;
      const sealed = isCeremony ? null : await sealOffline(nodes, plan);
      await inBatches(nodes, startPatiently);
      const proposal = sealed ?? (await holdCeremony(nodes, plan));
      for (const node of nodes) await node.untilReady(READY_MS);
      return new BenchFederation(world, nodes, proposal);
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** An invite that joins and opens claims. */
  invite(): string {
    const { federationId, configId } = this.proposal;
    return encodeInvite({
      federationId: decodeBase64url(federationId),
      epoch: 1,
      configHash: decodeBase64url(configId),
      guardianUrls: this.nodes.slice(0, 3).map(({ url }) => url),
    });
  }

  /** A person's device that has joined nothing yet, with the patience of a real one. */
  device(): ClientContext {
    return clientContext({ store: memoryStore() });
  }

  /** Ends everything. */
  close(): Promise<void> {
    return this.world.close();
  }
}

/** One of fifty may need longer than a node is usually given: it goes on starting, and is waited for in the end. */
async function startPatiently(node: GuardianNode): Promise<void> {
  try {
    await node.start();
  } catch (error) {
    if (!node.isUp) throw error;
  }
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const [at, item] of queue) results[at] = await work(item);
  });
  await Promise.all(workers);
  return results;
}
