import { systemRng, type Rng } from '@wardkeep/crypto';
import type { ProgressEvent, ProgressListener, ProgressStep } from './progress.js';
import type { DeviceStore } from './state/store.js';
import { fetchTransport, type GuardianTransport } from './transport.js';

/** Source of time. Injected, so that tests decide what time it is and need not wait. */
export interface Clock {
  /** @returns milliseconds since 1970-01-01 UTC */
  now(): number;
  /**
   * Waits.
   *
   * @param ms - how long
   * @param signal - ends the wait early, without an error
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The device's own clock. */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done);
    });
  },
});

/** Patience with guardians. */
export interface Patience {
  /** How long one request may take, milliseconds. */
  readonly timeoutMs: number;
  /** How often an unreachable guardian is asked again. */
  readonly retries: number;
  /** First pause before asking again, milliseconds; doubled each time, with jitter. */
  readonly backoffMs: number;
  /** How long a guardian may be slow before another is asked in its place, milliseconds. */
  readonly hedgeAfterMs: number;
}

export const DEFAULT_PATIENCE: Patience = Object.freeze({
  timeoutMs: 15_000,
  retries: 2,
  backoffMs: 250,
  hedgeAfterMs: 1500,
});

/** Everything that an operation needs from outside. */
export interface ClientContext {
  readonly transport: GuardianTransport;
  readonly store: DeviceStore;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly patience: Patience;
  readonly onProgress?: ProgressListener | undefined;
  /** Ends the operation; what is in the store lets it be resumed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a context with the defaults filled in.
 *
 * @param options - at least the store; everything else replaces a default
 */
export function clientContext(
  options: Pick<ClientContext, 'store'> &
    Partial<Omit<ClientContext, 'store' | 'patience'>> & { readonly patience?: Partial<Patience> },
): ClientContext {
  return {
    store: options.store,
    transport: options.transport ?? fetchTransport(),
    clock: options.clock ?? systemClock,
    rng: options.rng ?? systemRng,
    patience: { ...DEFAULT_PATIENCE, ...options.patience },
    onProgress: options.onProgress,
    signal: options.signal,
  };
}

/**
 * Tells the listener, whose own failures are none of the operation's business.
 *
 * @param context - the context
 * @param event - what happened
 */
export function report(context: Pick<ClientContext, 'onProgress'>, event: ProgressEvent): void {
  try {
    context.onProgress?.(event);
  } catch {
    // A listener that throws must not stop a recovery.
  }
}

/**
 * Reports the beginning and the end of a step around it.
 *
 * @param context - the context
 * @param step - the step
 * @param work - what is done in it
 */
export async function during<T>(context: ClientContext, step: ProgressStep, work: () => Promise<T>): Promise<T> {
  report(context, { step, state: 'begun' });
  const result = await work();
  report(context, { step, state: 'done' });
  return result;
}
