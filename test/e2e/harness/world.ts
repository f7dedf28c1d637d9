import { findFreePort } from '@wardkeep/testing/free-ports';
import { startPostgres, type PostgresServer } from '@wardkeep/testing/postgres';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LyingProxy } from '../../faults/lying-proxy.js';
import { GuardianNode, type NodePlan } from './guardian-node.js';

/** Socket paths may have 107 bytes, so the folder's name is short. */
const PREFIX = 'wk-';

/** What a node of a world may be made with. */
export interface NodeChoices extends Partial<
  Pick<NodePlan, 'name' | 'logLevel' | 'rootKeyOf' | 'tls' | 'environment'>
> {
  /** SQLite in its folder, or a database of its own on the world's PostgreSQL server. */
  readonly database?: 'sqlite' | 'postgresql';
  /** Lets a proxy stand before the node, through which everybody reaches it. */
  readonly proxied?: boolean;
}

/** One folder with everything that a test file starts and writes; {@link close} ends and removes it all. */
export class World {
  readonly folder: string;
  readonly logs: string;
  readonly nodes: GuardianNode[] = [];
  readonly proxies = new Map<GuardianNode, LyingProxy>();
  #postgres: Promise<PostgresServer> | null = null;
  #made = 0;

  constructor() {
    sweep();
    this.folder = mkdtempSync(join(tmpdir(), `${PREFIX}${String(process.pid)}-`));
    this.logs = join(this.folder, 'logs');
    mkdirSync(this.logs);
  }

  /**
   * Makes a node with keys and a database, not yet started.
   *
   * @param choices - what is special about it
   */
  async makeNode(choices: NodeChoices = {}): Promise<GuardianNode> {
    const number = ++this.#made;
    const name = choices.name ?? `Guardian ${String(number)}`;
    const [publicPort, adminPort] = [await findFreePort(), await findFreePort()];
    const proxy = choices.proxied === true ? await LyingProxy.open(await findFreePort(), publicPort) : null;
    const node = new GuardianNode({
      ...choices,
      name,
      folder: join(this.folder, `g${String(number)}`),
      logFile: join(this.logs, `g${String(number)}.log`),
      url: proxy?.url ?? `${choices.tls === undefined ? 'http' : 'https'}://127.0.0.1:${String(publicPort)}`,
      publicPort,
      adminPort,
      databaseUrl: choices.database === 'postgresql' ? await this.createDatabase(`g${String(number)}`) : undefined,
    });
    this.nodes.push(node);
    if (proxy !== null) this.proxies.set(node, proxy);
    await node.init();
    return node;
  }

  /**
   * Makes another process of a guardian that keeps a PostgreSQL database: the same root key, database and URL, a folder and
   * ports of its own. Not yet started.
   *
   * @param first - the guardian's first process
   */
  async makeTwin(first: GuardianNode): Promise<GuardianNode> {
    const [publicPort, adminPort] = [await findFreePort(), await findFreePort()];
    const folder = `${first.folder}-twin`;
    const logFile = join(this.logs, `g${String(++this.#made)}-twin.log`);
    const twin = new GuardianNode({ ...first.plan, folder, logFile, publicPort, adminPort, rootKeyOf: first });
    this.nodes.push(twin);
    await twin.init();
    return twin;
  }

  /** The proxy that stands before a node. */
  proxyOf(node: GuardianNode): LyingProxy {
    const proxy = this.proxies.get(node);
    if (proxy === undefined) throw new Error(`no proxy stands before ${node.name}`);
    return proxy;
  }

  /**
   * Makes an empty PostgreSQL database; the first one starts the server.
   *
   * @param name - its name
   * @returns its URL
   */
  async createDatabase(name: string): Promise<string> {
    this.#postgres ??= startPostgres();
    return (await this.#postgres).createDatabase(name);
  }

  /** A path in the world's folder. */
  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** @returns everything that any node has logged */
  readLogs(): string {
    return readdirSync(this.logs)
      .map((name) => readFileSync(join(this.logs, name), 'utf8'))
      .join('\n');
  }

  /** Ends every process and removes every file. */
  async close(): Promise<void> {
    try {
      await Promise.all(this.nodes.map((node) => node.kill9()));
      await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
      if (this.#postgres !== null) await (await this.#postgres).stop();
    } finally {
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

/** Removes what test runs that were killed have left behind; their nodes have ended by themselves. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
