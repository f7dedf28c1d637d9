import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../run/processes.mjs';
import { callConsole, type Answer } from './node-console.js';
import { waitFor } from './wait.js';

const MAIN = join(ROOT, 'apps/guardian/dist/bundle/wardkeep-guardian.js');
const PRELOADS = ['die-with-parent.mjs', 'clock-shift.mjs'].map(
  (name) => pathToFileURL(join(ROOT, 'test/faults', name)).href,
);
/** Parts of a data folder that belong to the running process, not to the data. */
const OF_THE_PROCESS = new Set(['node.sock', 'node.lock']);

/** A machine with more to do than it can is slow, and not broken. */
const START_MS = 60_000;

/** What a test node is made with. */
export interface NodePlan {
  readonly name: string;
  readonly folder: string;
  readonly logFile: string;
  /** Where it says that it answers; a proxy may stand there. */
  readonly url: string;
  readonly publicPort: number;
  readonly adminPort: number;
  readonly databaseUrl?: string | undefined;
  readonly logLevel?: string | undefined;
  /** Another process of the same guardian: its root key is used. */
  readonly rootKeyOf?: GuardianNode | undefined;
  /** PEM files with which it speaks TLS on its public listener. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** What its process finds in its environment besides. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** A guardian in a process of its own. */
export class GuardianNode {
  #process: ChildProcess | null = null;
  readonly #clockFile: string;

  /** @param plan - what it is made with; {@link init} makes it */
  constructor(readonly plan: NodePlan) {
    this.#clockFile = `${plan.folder}.clock`;
  }

  get name(): string {
    return this.plan.name;
  }

  get url(): string {
    return this.plan.url;
  }

  get adminUrl(): string {
    return `http://127.0.0.1:${String(this.plan.adminPort)}`;
  }

  /** The node's own public listener, behind any proxy. */
  get directUrl(): string {
    return `${this.plan.tls === undefined ? 'http' : 'https'}://127.0.0.1:${String(this.plan.publicPort)}`;
  }

  get folder(): string {
    return this.plan.folder;
  }

  get isUp(): boolean {
    return this.#process !== null;
  }

  /** Process id while it is up. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error(`${this.name} is not running`);
    return pid;
  }

  /** Makes its folder, keys and database. */
  async init(): Promise<void> {
    const { name, folder, url, publicPort, adminPort, logLevel, rootKeyOf, tls } = this.plan;
    const ports = ['--public-port', String(publicPort), '--admin-port', String(adminPort)];
    const options = [
      '--dir',
      folder,
      '--name',
      name,
      '--url',
      url,
      '--contact',
      `call ${name}`,
      '--log-level',
      logLevel ?? 'info',
    ];
    const rootKey = rootKeyOf === undefined ? [] : ['--root-key', join(rootKeyOf.folder, 'root.key')];
    const encryption = tls === undefined ? [] : ['--tls-cert', tls.cert, '--tls-key', tls.key];
    const child = this.#spawn(['init', ...options, ...ports, ...rootKey, ...encryption]);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`init of ${name} failed: ${this.#tail()}`);
  }

  /** Starts its process and waits until it answers. */
  async start(): Promise<void> {
    if (this.#process !== null) throw new Error(`${this.name} is running already`);
    const child = this.#spawn(['start', '--dir', this.folder]);
    this.#process = child;
    let ended = false;
    child.once('exit', () => {
      ended = true;
      if (this.#process === child) this.#process = null;
    });
    const look = async (): Promise<string> => {
      if (ended) return 'ended';
      // The console is the last of its doors to open.
      await this.get('/health/live');
      return 'up';
    };
    const state = await waitFor(`${this.name} to answer`, look, START_MS);
    if (state === 'ended') throw new Error(`${this.name} ended while starting: ${this.#tail()}`);
  }

  /** Ends its process at once, as a power cut would. */
  async kill9(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks its process to stop and waits for that. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Kills it and starts it again. */
  async restart(): Promise<void> {
    await this.kill9();
    await this.start();
  }

  /** Lets its process stand still without ending it: connections are accepted, nothing is answered. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  /** Lets a paused process go on. */
  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Waits until it acts: it has caught up with its peers, so it votes, counts guesses and releases. */
  async untilReady(timeoutMs?: number): Promise<void> {
    // The console refuses with 503 until then.
    await waitFor(`${this.name} to be ready`, () => this.get('/health/ready'), timeoutMs);
  }

  /** Shifts its clock against the machine's, milliseconds; also while it runs. */
  shiftClock(ms: number): void {
    writeFileSync(this.#clockFile, String(ms));
  }

  /** @returns what it answers over its console */
  get(path: string): Promise<Answer> {
    return callConsole(join(this.folder, 'node.sock'), 'GET', path);
  }

  /** @returns what it answers over its console */
  post(path: string, body?: unknown): Promise<Answer> {
    return callConsole(join(this.folder, 'node.sock'), 'POST', path, body);
  }

  /**
   * Copies its data folder; a running process stands still meanwhile, so the copy is what a power cut would leave.
   *
   * @param to - a folder that does not exist
   */
  async copyData(to: string): Promise<void> {
    if (this.isUp) this.pause();
    try {
      await cp(this.folder, to, {
        recursive: true,
        filter: (path) => !OF_THE_PROCESS.has(path.split('/').at(-1) ?? ''),
      });
    } finally {
      if (this.isUp) this.resume();
    }
  }

  /**
   * Puts a copy in the place of its data folder. The node must be down.
   *
   * @param from - what {@link copyData} made
   */
  async restoreData(from: string): Promise<void> {
    if (this.isUp) throw new Error(`${this.name} must be down`);
    await mkdir(this.folder, { recursive: true });
    for (const name of await readdir(this.folder)) await rm(join(this.folder, name), { recursive: true });
    await cp(from, this.folder, { recursive: true });
  }

  /** @returns everything it has logged */
  readLog(): string {
    return readFileSync(this.plan.logFile, 'utf8');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  #spawn(args: string[]): ChildProcess {
    const log = openSync(this.plan.logFile, 'a', 0o600);
    try {
      return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', log, log], env: this.#environment() });
    } finally {
      closeSync(log);
    }
  }

  #environment(): NodeJS.ProcessEnv {
    const { PATH, HOME, TMPDIR } = process.env;
    const NODE_OPTIONS = PRELOADS.map((url) => `--import=${url}`).join(' ');
    const { databaseUrl: DATABASE_URL, environment } = this.plan;
    const WARDKEEP_TEST_CLOCK_FILE = this.#clockFile;
    return { PATH, HOME, TMPDIR, NODE_OPTIONS, DATABASE_URL, WARDKEEP_TEST_CLOCK_FILE, ...environment };
  }

  #tail(): string {
    return this.readLog().trim().split('\n').slice(-5).join('\n');
  }
}
