/** Whole-node conditions that pass: the same statement is sent again for as long as it takes. */
const WAITING = new Set(['DISK_FULL', 'NOT_SEALED', 'OVERLOADED', 'RATE_LIMITED', 'REQUEST_TIMEOUT', 'STOPPING']);

/** Faults that may pass, or may be bound to this one statement: tried again a few times, then left behind. */
const DOUBTFUL = new Set(['CLOCK_SKEW', 'INTERNAL']);
const DOUBTFUL_ATTEMPTS = 6;
const MOST_COUNTED = 1000;

/**
 * Decides whether a refused statement holds up those behind it. Order is kept, so what a statement refers to was offered
 * before it: any other refusal is final, and one statement that a node will never take must not stop the rest.
 */
export class RefusalPolicy {
  readonly #attempts = new Map<string, number>();

  /**
   * @param id - Names the statement.
   * @param code - Code of the refusal.
   * @returns Whether to stop here and send it again later.
   */
  mustRetry(id: string, code: string): boolean {
    if (WAITING.has(code)) return true;
    if (!DOUBTFUL.has(code)) return false;
    const attempts = (this.#attempts.get(id) ?? 0) + 1;
    if (attempts >= DOUBTFUL_ATTEMPTS) {
      this.#attempts.delete(id);
      return false;
    }
    if (this.#attempts.size >= MOST_COUNTED) this.#attempts.clear();
    this.#attempts.set(id, attempts);
    return true;
  }
}
