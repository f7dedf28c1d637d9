import { SharedTime } from '../../e2e/claims/index.js';
import type { Person } from './tab.js';

/** Runs in a page or its worker, however often. */
function shiftNow(shiftMs: number): void {
  const clock = globalThis as { realNow?: () => number };
  const realNow = (clock.realNow ??= Date.now.bind(Date));
  Date.now = () => realNow() + shiftMs;
}

/** Lets time pass for nodes, devices and browsers at once, without waiting for it. */
export class BrowserTime extends SharedTime {
  /**
   * Gives the pages that somebody opens from now on this time. Pages that are open when time passes must be opened again.
   *
   * @param person - whose browser
   */
  follow(person: Person): void {
    person.context.on('page', (page) => {
      // One that is closed already needs no time.
      page.on('worker', (worker) => void worker.evaluate(shiftNow, this.shiftMs).catch(() => undefined));
      page.on('domcontentloaded', () => void page.evaluate(shiftNow, this.shiftMs).catch(() => undefined));
    });
  }
}
