import type { ClientContext } from '../core/index.js';

/**
 * Who is asked for C: one guardian at a time, the next one when that fails, sends something else, or takes longer than others
 * are waited for. One that holds C back must not be able to hold up a recovery.
 */
export class PayloadCarrier {
  /** C, once a guardian has brought it. */
  bytes: Uint8Array | null = null;
  #askedAt: number | null = null;
  #turn = 0;

  /**
   * @param context - for the clock
   * @param patienceMs - after how long another guardian may be asked too, milliseconds
   */
  constructor(
    private readonly context: Pick<ClientContext, 'clock'>,
    private readonly patienceMs: number,
  ) {}

  /** @returns the turn of the caller that is to ask for C, null when it is not to */
  claim(): number | null {
    const now = this.context.clock.now();
    if (this.bytes !== null || (this.#askedAt !== null && now - this.#askedAt < this.patienceMs)) return null;
    this.#askedAt = now;
    return ++this.#turn;
  }

  /** The one who was asked in this turn did not bring it. */
  giveUp(turn: number): void {
    if (turn === this.#turn) this.#askedAt = null;
  }
}
