import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { overflowOf, seriousFaults } from './screens.js';
import { SIZES } from './tab.js';

/** Each state is looked at on a phone in light colours and on a desktop in dark ones. */
const LOOKS = [
  ['phone', 'light'],
  ['desktop', 'dark'],
] as const;

/** Looks at what a page shows now, and remembers what is wrong with it. */
export class Reviewer {
  /** One line for each fault: too wide for its window, or found by axe. */
  readonly faults: string[] = [];

  /** @param folder - where to leave a picture of each state; none when left out */
  constructor(private readonly folder = process.env.WARDKEEP_STATES_FOLDER) {}

  /**
   * Looks at a page at both sizes, and leaves it on the desktop.
   *
   * @param page - the page
   * @param name - of the state, for faults and pictures
   */
  async look(page: Page, name: string): Promise<void> {
    for (const [size, colorScheme] of LOOKS) {
      await page.setViewportSize(SIZES[size]);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      if (this.folder !== undefined) await this.#picture(page, this.folder, `${name}-${size}`);
      const overflow = await overflowOf(page);
      if (overflow > 0) this.faults.push(`${name} on a ${size}: ${String(overflow)} px too wide`);
      this.faults.push(...(await seriousFaults(page)).map((fault) => `${name} on a ${size}: ${fault}`));
    }
  }

  async #picture(page: Page, folder: string, name: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }
}
