import { systemClock, type ClientContext, type Clock } from '@wardkeep/client';
import type { RunningFederation } from '../harness/index.js';
import { joinedDevice } from './people.js';

/** How soon a node notices that its clock was shifted, milliseconds. */
const NOTICED_MS = 60;

/** Lets time pass for all nodes and devices of a federation at once, without waiting for it. */
export class SharedTime {
  #shiftMs = 0;

  /** Of the devices; it goes with those of the nodes. */
  readonly clock: Clock = { ...systemClock, now: () => Date.now() + this.#shiftMs };

  /** @param federation - whose nodes */
  constructor(private readonly federation: RunningFederation) {}

  /** By how much all clocks are ahead of real time, milliseconds. */
  get shiftMs(): number {
    return this.#shiftMs;
  }

  /** A device that has joined, with this clock. */
  device(): Promise<ClientContext> {
    return joinedDevice(this.federation, { clock: this.clock });
  }

  /** Moves all clocks ahead. */
  async pass(ms: number): Promise<void> {
    this.#shiftMs += ms;
    for (const node of this.federation.nodes) node.shiftClock(this.#shiftMs);
    await systemClock.sleep(NOTICED_MS);
  }
}
