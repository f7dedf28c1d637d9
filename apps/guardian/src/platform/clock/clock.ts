/** Source of time. Injected, so that tests decide what time it is. */
export abstract class Clock {
  /** @returns Milliseconds since the Unix epoch. */
  abstract now(): number;
}

/** The machine's own clock. */
export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }
}
