import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process of its own that works when it is told to. */
export class Worker {
  private constructor(private readonly child: ChildProcess) {}

  /**
   * Starts one and waits until it is ready.
   *
   * @param script - a module that sends a message once it is ready, and then one for each that it gets
   * @param args - its arguments
   */
  static async start(script: URL, args: readonly string[]): Promise<Worker> {
    const worker = new Worker(fork(script, [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    await worker.#answer();
    return worker;
  }

  /** @param task - what to do; gives what it says when that is done */
  async ask<T>(task: object): Promise<T> {
    const answer = this.#answer();
    this.child.send(task);
    return (await answer) as T;
  }

  async #answer(): Promise<unknown> {
    const waiting = new AbortController();
    const { signal } = waiting;
    const ended = once(this.child, 'exit', { signal }).then(([code]) => {
      throw new Error(`worker ended with ${String(code)}`);
    });
    try {
      const [message] = (await Promise.race([once(this.child, 'message', { signal }), ended])) as [unknown];
      return message;
    } finally {
      waiting.abort();
    }
  }

  /** Ends it. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
