import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../run/processes.mjs';

const MAIN = join(ROOT, 'test/dist/bench/empty-app/main.js');
/** Nodes under test are started with these as well. */
const PRELOADS = ['die-with-parent.mjs', 'clock-shift.mjs'].map(
  (name) => `--import=${pathToFileURL(join(ROOT, 'test/faults', name)).href}`,
);

/** The empty application in a process of its own. */
export class EmptyProcess {
  private constructor(private readonly child: ChildProcess) {}

  /**
   * Starts it, asks its route once, and leaves it alone.
   *
   * @param client - module of its Prisma client
   * @param database - file of its database
   */
  static async start(client: string, database: string): Promise<EmptyProcess> {
    const child = fork(MAIN, [client, database], { execArgv: PRELOADS, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [{ port }] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('the empty application ended while starting'))),
    ])) as [{ port: number }];
    const response = await fetch(`http://127.0.0.1:${String(port)}/`);
    if (!response.ok) throw new Error(`the empty application answers ${String(response.status)}`);
    return new EmptyProcess(child);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the empty application is not running');
    return this.child.pid;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
