import { backoff } from '../../platform/outbox/backoff.js';

/** How a {@link RepeatingTask} works. */
export interface TaskOptions {
  /** Does the work; a throw means to try again later. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Pause between two successful runs, milliseconds; null to run only when poked. */
  readonly everyMs: number | null;
  /** Uniform in [0, 1), for jitter. */
  readonly chance: () => number;
  readonly onFailure: (error: unknown, failures: number) => void;
}

/** A peer that is away is tried at least this often, milliseconds. */
const LONGEST_BACKOFF = 60_000;
/** Even what is urgent does not hammer a peer that is away, milliseconds. */
const SHORTEST_RETRY = 1000;

/** Work that runs now and then, or soon when it is poked; never twice at once. */
export class RepeatingTask {
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #pokedFor: number | undefined;
  #failures = 0;

  constructor(private readonly options: TaskOptions) {}

  /**
   * Asks for a run.
   *
   * @param withinMs - How soon, milliseconds.
   */
  poke(withinMs = 0): void {
    if (this.#stop.signal.aborted) return;
    if (this.#running !== undefined) {
      this.#pokedFor = Math.min(this.#pokedFor ?? Number.POSITIVE_INFINITY, withinMs);
      return;
    }
    this.#schedule(this.#failures === 0 ? withinMs : Math.max(withinMs, SHORTEST_RETRY));
  }

  /** Forgets earlier failures and runs at once: what kept it from succeeding is over. */
  hurry(): void {
    this.#failures = 0;
    this.poke();
  }

  /** Ends it; resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.#run(), delayMs);
  }

  #run(): void {
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#running = this.#work().then((pause) => {
      this.#running = undefined;
      if (this.#stop.signal.aborted) return;
      const poked = this.#pokedFor;
      this.#pokedFor = undefined;
      if (pause !== null) this.#schedule(pause);
      if (poked !== undefined) this.poke(poked);
    });
  }

  /** Gives the pause before the next run, null for none. */
  async #work(): Promise<number | null> {
    const { work, everyMs, chance, onFailure } = this.options;
    try {
      await work(this.#stop.signal);
      this.#failures = 0;
      return everyMs === null ? null : everyMs * (0.8 + 0.4 * chance());
    } catch (error) {
      if (this.#stop.signal.aborted) return null;
      this.#failures += 1;
      onFailure(error, this.#failures);
      return Math.min(LONGEST_BACKOFF, backoff(this.#failures, chance()));
    }
  }
}
