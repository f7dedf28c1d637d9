import type { Tx } from './database.js';
import { isRetryable, toDatabaseError } from './database-error.js';
import { type Statements, Unit } from './unit.js';

/** A connection that can hold one transaction. */
export interface WriteConnection extends Statements {
  /** Opens a transaction and excludes every other writer of this database. */
  begin(): Promise<void>;
  /** Starts the savepoint of a unit, after releasing the one before it, if any. */
  nextSavepoint(isFirst: boolean): Promise<void>;
  /** Undoes what was done since the savepoint. */
  rollbackToSavepoint(): Promise<void>;
  commit(): Promise<void>;
  /** Gives up the transaction; never throws. */
  rollback(): Promise<void>;
  /** Whether the transaction is still there: some faults (disk full) end it as a whole. */
  isInTransaction(): boolean;
  /** Whether the connection can be used again. */
  isAlive(): boolean;
  /** Gives the connection back; `broken` ones are not used again. */
  release(broken: boolean): void;
}

type Waiting = {
  readonly unit: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
};
type Outcome = { readonly tx: Unit; readonly value: unknown } | { readonly error: unknown };

const LARGEST_GROUP = 64;
const ATTEMPTS = 5;

/** Longest that one unit may take before it is given up, in milliseconds: it holds up every other write of the node. */
export const UNIT_TIMEOUT = 15_000;

async function withinTime(work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new Error(`write unit took longer than ${String(UNIT_TIMEOUT)} ms; does it await something other than its tx`),
      );
    }, UNIT_TIMEOUT);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs write units one after another, those that wait together in one transaction (group commit: one flush to disk for
 * all). Each has a savepoint, so one that throws undoes and rejects only itself; callers hear of success after the commit.
 */
export class WriteQueue {
  #waiting: Waiting[] = [];
  #draining: Promise<void> | undefined;

  /** @param connect - Gives the connection for the next transaction. */
  constructor(private readonly connect: () => Promise<WriteConnection>) {}

  /**
   * @param unit - Work to be done as one durable step.
   * @returns What it returned, once durable.
   */
  run<T>(unit: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ unit, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Requests that arrived together get as far as their own `write` before the transaction opens.
      await new Promise(setImmediate);
      const group = this.#waiting.splice(0, LARGEST_GROUP);
      try {
        await this.#commit(group);
      } catch (error) {
        for (const each of group) each.reject(toDatabaseError(error));
      }
    }
    this.#draining = undefined;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const connection = await this.connect();
      try {
        await connection.begin();
        const outcomes = await this.#runUnits(connection, group);
        await connection.commit();
        connection.release(false);
        settle(group, outcomes);
        return;
      } catch (error) {
        await connection.rollback();
        connection.release(!connection.isAlive());
        if (!isRetryable(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #runUnits(connection: WriteConnection, group: readonly Waiting[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    // One that is alone needs no savepoint: the transaction is its own.
    const isAlone = group.length === 1;
    for (const { unit } of group) {
      if (!isAlone) await connection.nextSavepoint(outcomes.length === 0);
      const tx = new Unit(connection);
      try {
        outcomes.push({ tx, value: await withinTime(unit(tx)) });
      } catch (error) {
        if (isAlone || isRetryable(error) || !connection.isInTransaction()) throw error;
        await connection.rollbackToSavepoint();
        outcomes.push({ error: toDatabaseError(error) });
      } finally {
        tx.end();
      }
    }
    return outcomes;
  }
}

function settle(group: readonly Waiting[], outcomes: readonly Outcome[]): void {
  group.forEach(({ resolve, reject }, position) => {
    const outcome = outcomes[position];
    if (outcome === undefined || 'error' in outcome) {
      reject(outcome?.error);
      return;
    }
    outcome.tx.committed();
    resolve(outcome.value);
  });
}
