import { existsSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeConsole } from '../console/node-console.js';
import { runNodeProgram, startNodeProgram, type StartedNode } from '../node-process/guardian-program.js';

/** What a development node is made with. */
export interface DevNodePlan {
  readonly name: string;
  readonly folder: string;
  readonly publicPort: number;
  readonly adminPort: number;
}

/** A guardian node of its own process and folder on this machine. */
export class DevNode {
  readonly console: NodeConsole;
  #running: StartedNode | null = null;

  private constructor(readonly plan: DevNodePlan) {
    this.console = new NodeConsole(plan.folder);
  }

  /**
   * Makes a node, or finds the one that is in the folder already.
   *
   * @param plan - name, folder and ports
   */
  static async make(plan: DevNodePlan): Promise<DevNode> {
    const file = join(plan.folder, 'node.json');
    if (existsSync(file)) return new DevNode({ ...plan, ...portsIn(file) });
    const url = `http://127.0.0.1:${String(plan.publicPort)}`;
    const ports = ['--public-port', String(plan.publicPort), '--admin-port', String(plan.adminPort)];
    const contact = `call ${plan.name} (this is a development node)`;
    const self = ['--dir', plan.folder, '--name', plan.name, '--contact', contact, '--url', url];
    await runNodeProgram(['init', ...self, ...ports]);
    return new DevNode(plan);
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.plan.publicPort)}`;
  }

  get adminUrl(): string {
    return `http://127.0.0.1:${String(this.plan.adminPort)}`;
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  /** Starts its process; its log goes into its folder. */
  async start(): Promise<void> {
    const log = join(this.plan.folder, 'node.log');
    let written = Promise.resolve();
    const onLog = (line: string): void => {
      written = written.then(() => appendFile(log, `${line}\n`)).catch(() => undefined);
    };
    const never = new AbortController();
    this.#running = await startNodeProgram(['--dir', this.plan.folder], onLog, never.signal);
  }

  /** Asks its process to stop and waits for that. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    process.kill(running.pid, 'SIGTERM');
    await running.ended;
  }

  /** Ends its process at once, from a handler that may not wait. */
  killNow(): void {
    if (this.#running === null) return;
    try {
      process.kill(this.#running.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    this.#running = null;
  }
}

function portsIn(file: string): { publicPort: number; adminPort: number } {
  const node = JSON.parse(readFileSync(file, 'utf8')) as { public: { port: number }; admin: { port: number } };
  return { publicPort: node.public.port, adminPort: node.admin.port };
}
