import { Clock } from '../platform/clock/clock.js';

/** A clock that tests turn. */
export class FakeClock extends Clock {
  /** @param time - Milliseconds since the Unix epoch. */
  constructor(public time = Date.UTC(2026, 0, 1)) {
    super();
  }

  override now(): number {
    return this.time;
  }
}
