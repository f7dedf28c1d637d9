import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { cardAnswer, federationAnswer, proposalAnswer, proposalsAnswer } from '../console/federation-answers.js';
import { DevNode } from './dev-node.js';
import { findFreePorts } from './free-ports.js';

/** What a development federation is made with. */
export interface DevFederationPlan {
  readonly folder: string;
  readonly guardians: number;
  readonly recoverThreshold: number;
  readonly approvalThreshold: number;
  readonly delaySeconds: number;
}

const NAMES = ['Ada', 'Bruno', 'Chen', 'Dara', 'Elif', 'Farah', 'Goran', 'Hana', 'Ivo', 'Jun', 'Kofi', 'Lena'];
/** Starting a node takes most of a processor core for a moment. */
const AT_ONCE = 3;
const POLL = 100;
const PATIENCE = 60_000;

/** Independent guardian nodes on this machine, each a process with its own folder, keys and database. */
export class DevFederation {
  private constructor(
    readonly plan: DevFederationPlan,
    readonly nodes: readonly DevNode[],
  ) {}

  /**
   * Makes the nodes, or finds those that are in the folder already. None is started.
   *
   * @param plan - sizes and folder
   */
  static async make(plan: DevFederationPlan): Promise<DevFederation> {
    const ports = await findFreePorts(2 * plan.guardians);
    const plans = Array.from({ length: plan.guardians }, (_, at) => ({
      name: NAMES[at] ?? `Guardian ${String(at + 1)}`,
      folder: join(plan.folder, `guardian-${String(at + 1)}`),
      publicPort: ports[2 * at] ?? 0,
      adminPort: ports[2 * at + 1] ?? 0,
    }));
    return new DevFederation(plan, await inTurns(plans, (each) => DevNode.make(each)));
  }

  /** Starts every node. */
  async start(): Promise<void> {
    await inTurns(this.nodes, (node) => node.start());
  }

  /** Stops every node. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  /** Ends every process at once. */
  killNow(): void {
    for (const node of this.nodes) node.killNow();
  }

  /** The first node, through which things are done that any guardian may do. */
  get first(): DevNode {
    return this.at(1);
  }

  /** @param index - a guardian's index, from 1 */
  at(index: number): DevNode {
    const node = this.nodes[index - 1];
    if (node === undefined) throw new RangeError(`no guardian ${String(index)}`);
    return node;
  }

  /** @returns whether the ceremony is over, as the first node sees it */
  async isSealed(): Promise<boolean> {
    const status = { method: 'GET', path: '/admin/v1/federation', answer: federationAnswer } as const;
    return (await this.first.console.send(status)).sealed;
  }

  /**
   * The ceremony, step by step as operators do it: collect the cards, propose, compare the words on every node, sign.
   *
   * @param onStep - told what happens
   * @returns the words that all nodes showed
   */
  async found(onStep: (what: string) => void): Promise<readonly string[]> {
    const { recoverThreshold, approvalThreshold, delaySeconds } = this.plan;
    const cards = await Promise.all(
      this.nodes.map(({ console }) => console.send({ method: 'GET', path: '/admin/v1/card', answer: cardAnswer })),
    );
    onStep(`collected the cards of ${cards.map(({ name }) => name).join(', ')}`);
    const { configId, fingerprint } = await this.first.console.send({
      method: 'POST',
      path: '/admin/v1/federation/propose',
      body: {
        name: 'Development federation',
        cards: cards.map(({ card }) => card),
        recoverThreshold,
        approvalThreshold,
        policies: { recoveryDelaySeconds: delaySeconds },
      },
      answer: proposalAnswer,
    });
    onStep(`${this.first.plan.name} proposes ${String(recoverThreshold)} of ${String(cards.length)}`);
    await Promise.all(this.nodes.slice(1).map((node) => this.#compareAndSign(node, configId, fingerprint)));
    onStep(`all nodes show the same words and sign: ${fingerprint.join(' ')}`);
    await this.untilActing(this.nodes);
    return fingerprint;
  }

  async #compareAndSign(node: DevNode, configId: string, fingerprint: readonly string[]): Promise<void> {
    const list = {
      method: 'GET',
      path: '/admin/v1/federation/proposal?preflight=false',
      answer: proposalsAnswer,
    } as const;
    const shown = await until(`${node.plan.name} to see the proposal`, async () => {
      const { proposals } = await node.console.send(list);
      return proposals.find((proposal) => proposal.configId === configId) ?? null;
    });
    if (shown.fingerprint.join(' ') !== fingerprint.join(' ')) throw new Error('nodes show different words');
    const path = '/admin/v1/federation/sign';
    await node.console.send({ method: 'POST', path, body: { configId }, answer: proposalAnswer });
  }

  /**
   * Waits until nodes have caught up with their peers, and so vote, count guesses and release.
   *
   * @param nodes - which
   */
  async untilActing(nodes: readonly DevNode[]): Promise<void> {
    const status = { method: 'GET', path: '/admin/v1/federation', answer: federationAnswer } as const;
    await Promise.all(
      nodes.map(({ console, plan }) =>
        until(`${plan.name} to act`, async () => {
          const { sealed, acting } = await console.send(status);
          return (sealed && acting) || null;
        }),
      ),
    );
  }
}

/**
 * Asks again and again.
 *
 * @param what - for the message
 * @param look - null while it is not so yet
 * @throws Error after a minute
 */
export async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`waited a minute for ${what}`);
    await sleep(POLL);
  }
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await work(next[1]);
  });
  await Promise.all(workers);
  return results;
}
