interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that stands still until a test moves it. Fits the `Clock` of the client and of the guardian. */
export class FakeClock {
  #now: number;
  #sleepers: Sleeper[] = [];

  /** @param now - milliseconds since 1970-01-01 UTC */
  constructor(now = Date.UTC(2030, 0, 1)) {
    this.#now = now;
  }

  /** @returns milliseconds since 1970-01-01 UTC */
  now(): number {
    return this.#now;
  }

  /**
   * Waits until a test has moved the time so far.
   *
   * @param ms - how long
   * @param signal - ends the wait early
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const sleeper = { at: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        resolve();
      });
    });
  }

  /** How many wait at this moment. */
  get waiting(): number {
    return this.#sleepers.length;
  }

  /**
   * Moves the time and wakes everybody whose time has come, in order, letting each do its work before the next.
   *
   * @param ms - how far
   */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await idle();
      const next = this.#next();
      if (next === undefined || next.at > until) break;
      this.#wake(next);
    }
    this.#now = until;
    await idle();
  }

  /**
   * Moves the time from one sleeper to the next until a promise settles.
   *
   * @param work - what is waited for
   * @returns what it resolves to
   */
  async drive<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const done = (): void => void (settled = true);
    work.then(done, done);
    for (let idleRounds = 0; idleRounds < 10_000; idleRounds++) {
      await idle();
      if (settled) return work;
      const next = this.#next();
      if (next !== undefined) this.#wake(next);
    }
    throw new Error('promise did not settle and nobody sleeps');
  }

  #next(): Sleeper | undefined {
    return this.#sleepers.reduce<Sleeper | undefined>(
      (soonest, sleeper) => (soonest === undefined || sleeper.at < soonest.at ? sleeper : soonest),
      undefined,
    );
  }

  #wake(sleeper: Sleeper): void {
    this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    this.#now = Math.max(this.#now, sleeper.at);
    sleeper.wake();
  }
}

/** Lets everything that is ready run. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
