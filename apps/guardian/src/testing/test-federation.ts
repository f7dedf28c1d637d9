import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { findFreePort } from '@wardkeep/testing/free-ports';
import { initNode } from '../node/init-node.js';
import { type RunningNode, startNode, type StartOverrides } from '../node/start-node.js';
import { loadConfig, type StartOptions } from '../platform/config/node-config.js';
import type { ListenerName } from '../platform/http/request-context.js';
import { createLog } from '../platform/logging/logger.js';
import { type Answer, call, type CallOptions } from './test-node.js';

/** What a node is given beside its folder. */
export type NodeOverrides = StartOverrides & Pick<StartOptions, 'portalApp'> & { readonly databaseUrl?: string };

/** A node within the test's own process that keeps its folder and its ports when it is started again. */
export class FederationNode {
  /** Lines that it logged. */
  readonly lines: string[] = [];
  #running: RunningNode | undefined;

  constructor(
    readonly folder: string,
    readonly port: number,
    private readonly overrides: NodeOverrides,
  ) {}

  /** The running node. */
  get running(): RunningNode {
    if (this.#running === undefined) throw new Error('node is down');
    return this.#running;
  }

  /** @returns A provider of its application. */
  get<T>(type: abstract new (...values: never[]) => T): T {
    return this.running.app.get<T>(type, { strict: false });
  }

  async start(): Promise<void> {
    const sink = new Writable({
      write: (chunk: Buffer, _, done) => {
        this.lines.push(chunk.toString());
        done();
      },
    });
    const { databaseUrl, portalApp, ...overrides } = this.overrides;
    const config = await loadConfig({ folder: this.folder, databaseUrl, portalApp });
    this.#running = await startNode(config, { log: createLog('debug', sink), ...overrides });
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  call(listener: ListenerName, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { ports } = this.running;
    const where = listener === 'console' ? { socketPath: join(this.folder, 'node.sock') } : { port: ports[listener] };
    return call(where, method, path, options);
  }

  /** Calls an admin route at the console and expects success. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
  async admin<T = any>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call('console', method, `/admin/v1${path}`, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }
}

/** Nodes that can reach each other. */
export type TestFederation = {
  readonly nodes: readonly FederationNode[];
  /** Stops all and removes their folders. */
  stop(): Promise<void>;
};

/**
 * Makes and starts nodes that know nothing of each other yet.
 *
 * @param count - How many.
 * @param overrides - Clock, randomness and log of each, by position.
 */
export async function startTestNodes(
  count: number,
  overrides: (position: number) => NodeOverrides = () => ({}),
): Promise<TestFederation> {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeep-federation-'));
  const nodes: FederationNode[] = [];
  for (let at = 0; at < count; at++) {
    nodes.push(new FederationNode(join(folder, String(at)), await findFreePort(), overrides(at)));
  }
  for (const [at, node] of nodes.entries()) {
    const host = '127.0.0.1';
    const file = {
      name: `Guardian ${at + 1}`,
      publicUrl: `http://${host}:${node.port}`,
      contact: `guardian${at + 1}@example.org`,
      public: { host, port: node.port },
      admin: { host, port: 0 },
    };
    await initNode({ folder: node.folder, file, databaseUrl: overrides(at).databaseUrl });
    await node.start();
  }
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  return { nodes, stop };
}

/**
 * Waits until something holds.
 *
 * @param holds - Looked at again and again.
 * @param withinMs - For how long, milliseconds.
 */
export async function eventually(holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`did not hold within ${withinMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Whether a node is sealed and has caught up with its peers. */
export async function isActing(node: FederationNode): Promise<boolean> {
  return (await node.admin<{ acting: boolean }>('GET', '/federation')).acting;
}

async function knowsProposal(node: FederationNode): Promise<boolean> {
  const { proposals } = await node.admin<{ proposals: unknown[] }>('GET', '/federation/proposal?preflight=false');
  return proposals.length > 0;
}

/**
 * Makes nodes and lets them go through the real ceremony.
 *
 * @param count - n; thresholds are a majority.
 * @param overrides - Clock, randomness and log of each, by position.
 */
export async function startTestFederation(
  count: number,
  overrides: (position: number) => NodeOverrides = () => ({}),
): Promise<TestFederation> {
  const federation = await startTestNodes(count, overrides);
  const { nodes } = federation;
  const [first, ...others] = nodes as [FederationNode, ...FederationNode[]];
  const cards = await Promise.all(nodes.map(async (node) => (await node.admin<{ card: string }>('GET', '/card')).card));
  const { configId } = await first.admin<{ configId: string }>('POST', '/federation/propose', { name: 'Test', cards });
  for (const node of others) {
    await eventually(() => knowsProposal(node));
    await node.admin('POST', '/federation/sign', { configId });
  }
  for (const node of nodes) await eventually(() => isActing(node));
  return federation;
}
