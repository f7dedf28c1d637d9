import type { ClientContext, Patience } from './context.js';
import { report } from './context.js';
import { TooFewGuardiansError, UnreachableError } from './errors.js';
import type { GuardianApi } from './guardian-api.js';
import { outcomeOfError, type OkOutcome, type Outcome } from './outcome.js';
import type { ProgressStep } from './progress.js';

/** Asks one guardian once. Throws as GuardianApi does, or a ProtocolError when the answer does not verify. */
export type GuardianCall<T> = (
  api: GuardianApi,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
) => Promise<T>;

/** How a fan-out goes about it. */
export interface CollectOptions<T> extends Partial<Patience> {
  /** Reported with every outcome. */
  readonly step: ProgressStep;
  /** Good answers after which nobody else is waited for; all guardians when left out. */
  readonly need?: number;
  /** Decides instead of `need`, over the good answers so far, when counting them does not (answers that must be equal). */
  readonly isEnough?: (ok: readonly OkOutcome<T>[]) => boolean;
  /** How many are asked at once; the others follow when one of these is slow or fails. Everybody when left out. */
  readonly firstWave?: number;
  /** How long to go on waiting for the others once there is enough, milliseconds. */
  readonly graceMs?: number;
  /** Called as each outcome becomes final. */
  readonly onOutcome?: (outcome: Outcome<T>) => void;
}

/** What came of a fan-out, one outcome per guardian, in the order in which they were given. */
export interface Collected<T> {
  readonly outcomes: readonly Outcome<T>[];
  readonly ok: readonly OkOutcome<T>[];
  readonly enough: boolean;
}

/**
 * Asks several guardians at once: per-request timeouts, retries with backoff and jitter for those that cannot be reached,
 * others in the place of slow ones, and an early end once there are enough good answers.
 *
 * A guardian that lies costs its own answer and nothing else. An error that is not about the guardian is thrown on.
 *
 * @param context - time, randomness and patience
 * @param guardians - whom to ask, preferred ones first; a repeated index is asked once
 * @param call - asks one of them and verifies what it answers; may be called again after it threw UnreachableError
 * @param options - how many answers are needed, and how patiently they are awaited
 * @throws the reason of `context.signal` when that ends the operation
 */
export function collect<T>(
  context: ClientContext,
  guardians: readonly GuardianApi[],
  call: GuardianCall<T>,
  options: CollectOptions<T>,
): Promise<Collected<T>> {
  return new FanOut(context, guardians, call, options).run();
}

/**
 * As {@link collect}, when fewer than `need` good answers are a failure.
 *
 * @throws TooFewGuardiansError with every outcome
 */
export async function collectEnough<T>(
  context: ClientContext,
  guardians: readonly GuardianApi[],
  call: GuardianCall<T>,
  options: CollectOptions<T> & { readonly need: number },
): Promise<Collected<T>> {
  const collected = await collect(context, guardians, call, options);
  if (!collected.enough)
    throw new TooFewGuardiansError(options.step, options.need, collected.ok.length, collected.outcomes);
  return collected;
}

class FanOut<T> {
  readonly #context: ClientContext;
  readonly #call: GuardianCall<T>;
  readonly #options: CollectOptions<T>;
  readonly #patience: Patience;
  readonly #guardians: readonly GuardianApi[];
  readonly #spare: GuardianApi[];
  readonly #outcomes = new Map<number, Outcome<T>>();
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #finish: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(
    context: ClientContext,
    guardians: readonly GuardianApi[],
    call: GuardianCall<T>,
    options: CollectOptions<T>,
  ) {
    this.#context = context;
    this.#call = call;
    this.#options = options;
    this.#patience = { ...context.patience, ...options };
    this.#guardians = [...new Map(guardians.map((guardian) => [guardian.index, guardian])).values()];
    this.#spare = [...this.#guardians];
    this.#signal =
      context.signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, context.signal]);
  }

  async run(): Promise<Collected<T>> {
    this.#context.signal?.throwIfAborted();
    const onAbort = (): void => this.#fail(this.#context.signal?.reason);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#finish = () => {
          this.#stop.abort();
          resolve();
        };
        this.#fail = reject;
        this.#context.signal?.addEventListener('abort', onAbort, { once: true });
        const wave = Math.min(this.#options.firstWave ?? this.#guardians.length, this.#guardians.length);
        for (let started = 0; started < wave; started++) this.#askNext();
        if (this.#spare.length > 0) void this.#hedge();
        if (this.#guardians.length === 0) resolve();
      });
    } finally {
      this.#context.signal?.removeEventListener('abort', onAbort);
      this.#stop.abort();
    }
    const outcomes = this.#guardians.map(
      ({ index }) => this.#outcomes.get(index) ?? ({ index, kind: 'skipped' } as const),
    );
    return { outcomes, ok: okOf(outcomes), enough: this.#isEnough() };
  }

  /** Starts one more guardian each time that nothing has been fast enough. */
  async #hedge(): Promise<void> {
    while (this.#spare.length > 0) {
      await this.#sleep(this.#patience.hedgeAfterMs);
      if (this.#signal.aborted) return;
      this.#askNext();
    }
  }

  #askNext(): void {
    const guardian = this.#spare.shift();
    if (guardian === undefined) return;
    this.#ask(guardian).then(
      (outcome) => this.#settle(outcome),
      (error: unknown) => this.#fail(error),
    );
  }

  async #ask(guardian: GuardianApi): Promise<Outcome<T>> {
    for (let tried = 0; ; tried++) {
      try {
        return { index: guardian.index, kind: 'ok', value: await this.#askOnce(guardian) };
      } catch (error) {
        const outcome = outcomeOfError(guardian.index, error);
        if (outcome === null) throw error;
        if (outcome.kind !== 'unreachable' || tried >= this.#patience.retries || this.#signal.aborted) return outcome;
        this.#askNext();
        await this.#sleep(this.#pause(tried, outcome.error.retryAfterMs));
      }
    }
  }

  /** Even a transport that ignores its signal cannot hold the fan-out up. */
  async #askOnce(guardian: GuardianApi): Promise<T> {
    if (this.#signal.aborted) throw new UnreachableError(guardian.index, 'GUARDIAN_TIMEOUT');
    const { timeoutMs } = this.#patience;
    const over = new AbortController();
    const signal = AbortSignal.any([this.#signal, over.signal]);
    const tooLate = this.#context.clock.sleep(timeoutMs, signal).then(() => {
      throw new UnreachableError(guardian.index, 'GUARDIAN_TIMEOUT');
    });
    try {
      return await Promise.race([this.#call(guardian, { timeoutMs, signal }), tooLate]);
    } finally {
      tooLate.catch(() => undefined);
      over.abort();
    }
  }

  /** On a signal of its own: dozens of guardians that are waited for would be too many listeners on one. */
  #sleep(ms: number): Promise<void> {
    return this.#context.clock.sleep(ms, AbortSignal.any([this.#signal]));
  }

  /** Half fixed, half random, so that many clients do not come back together. */
  #pause(tried: number, retryAfterMs: number | undefined): number {
    const longest = this.#patience.backoffMs * 2 ** tried;
    const jitter = (this.#context.rng.bytes(1)[0] ?? 0) / 255;
    return Math.max(
      Math.round(longest / 2 + (longest / 2) * jitter),
      Math.min(retryAfterMs ?? 0, this.#patience.timeoutMs),
    );
  }

  #settle(outcome: Outcome<T>): void {
    if (this.#stop.signal.aborted) return;
    this.#outcomes.set(outcome.index, outcome);
    report(this.#context, { step: this.#options.step, state: 'answered', index: outcome.index, outcome: outcome.kind });
    this.#options.onOutcome?.(outcome);
    if (outcome.kind !== 'ok') this.#askNext();
    if (this.#outcomes.size === this.#guardians.length) this.#finish();
    else if (this.#isEnough()) this.#finishSoon();
  }

  #finishSoon(): void {
    const graceMs = this.#options.graceMs ?? 0;
    if (graceMs === 0) this.#finish();
    else void this.#sleep(graceMs).then(() => this.#finish());
  }

  #isEnough(): boolean {
    const ok = okOf([...this.#outcomes.values()]);
    if (this.#options.isEnough !== undefined) return this.#options.isEnough(ok);
    return ok.length >= (this.#options.need ?? this.#guardians.length);
  }
}

function okOf<T>(outcomes: readonly Outcome<T>[]): readonly OkOutcome<T>[] {
  return outcomes.filter((outcome) => outcome.kind === 'ok');
}
