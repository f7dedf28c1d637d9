import { fetchTransport, type GuardianTransport, type TransportAnswer, type TransportRequest } from '@wardkeep/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardianNode, RunningFederation } from '../harness/index.js';

/** Requests whose answer must be the same, byte for byte, however often they are sent. */
const REPEATABLE = new Set([
  '/v1/enrolments/stage',
  '/v1/enrolments/commit',
  '/v1/claims',
  '/v1/attempts/ticket',
  '/v1/attempts/evaluate',
]);

/** A node that said something else after it was killed. */
export interface Forgotten {
  readonly index: number;
  readonly path: string;
  readonly before: TransportAnswer;
  readonly after: TransportAnswer;
}

/**
 * Kills a node with each kind of request that it gets from a device for the first time, and starts it again: `answered` once it
 * has answered, before the device hears of it; `under-way` while it works on it, so that the device never hears of it.
 */
export class KillingTransport implements GuardianTransport {
  readonly #honest = fetchTransport();
  readonly #seen = new Set<string>();
  readonly #restarts = new Map<GuardianNode, Promise<void>>();
  /** `index path` of every killing. */
  readonly killed: string[] = [];
  /** What was answered otherwise after the node was killed: must stay empty. */
  readonly forgotten: Forgotten[] = [];
  /** Answers that were compared with those from before the killing. */
  compared = 0;
  #delayMs = 0;

  constructor(
    private readonly federation: RunningFederation,
    private readonly moment: 'answered' | 'under-way',
  ) {}

  async send(request: TransportRequest): Promise<TransportAnswer> {
    const node = this.federation.nodes.find(({ url }) => request.url.startsWith(url));
    if (node === undefined) throw new Error(`no node at ${request.url}`);
    const key = `${String(this.federation.nodes.indexOf(node) + 1)} ${request.path}`;
    await this.#restarts.get(node);
    if (this.#seen.has(key) || request.method === 'GET') return this.#honest.send(request);
    this.#seen.add(key);
    return this.moment === 'answered' ? this.#killAfter(node, key, request) : this.#killDuring(node, key, request);
  }

  /** Waits until every node that was killed acts again. */
  async settled(): Promise<void> {
    await Promise.all(this.#restarts.values());
  }

  /** Paths at which some node was killed. */
  get stages(): readonly string[] {
    return [...new Set(this.killed.map((key) => key.split(' ')[1] ?? ''))].sort();
  }

  async #killAfter(node: GuardianNode, key: string, request: TransportRequest): Promise<TransportAnswer> {
    // Without the device's signal: what was asked is to be answered, whether anybody still waits or not.
    const before = await this.#honest.send({ ...request, signal: undefined });
    if (before.status >= 400) {
      this.#seen.delete(key);
      return before;
    }
    await this.#restart(node, key);
    if (!REPEATABLE.has(request.path)) return before;
    const after = await this.#honest.send({ ...request, signal: undefined });
    this.compared += 1;
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    const [index = ''] = key.split(' ');
    this.forgotten.push({ index: Number(index), path: request.path, before, after });
    return after;
  }

  async #killDuring(node: GuardianNode, key: string, request: TransportRequest): Promise<TransportAnswer> {
    const lost = this.#honest.send({ ...request, signal: undefined }).catch(() => null);
    // Now sooner, now later: before the request is read, while it is checked, in its write unit, just after.
    this.#delayMs = (this.#delayMs + 7) % 45;
    await sleep(this.#delayMs);
    await this.#restart(node, key);
    await lost;
    throw new Error('connection was lost');
  }

  async #restart(node: GuardianNode, key: string): Promise<void> {
    const earlier = this.#restarts.get(node) ?? Promise.resolve();
    const restart = earlier.then(async () => {
      this.killed.push(key);
      await node.restart();
      await node.untilReady();
    });
    this.#restarts.set(node, restart);
    await restart;
  }
}
