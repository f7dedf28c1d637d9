import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';

const MOST_PRESSES = 80;
/** Longer than any button must be held, milliseconds. */
const HELD_MS = 1700;

/**
 * Presses the tab key until what is called so has the focus.
 *
 * @param page - the page
 * @param name - how its label or text begins
 * @throws Error when the tab key does not lead there
 */
export async function pressTabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const focused = document.activeElement as HTMLInputElement | null;
      const texts = [focused?.labels?.[0]?.textContent, focused?.getAttribute('aria-label'), focused?.textContent];
      return texts.find((text) => text)?.trim() ?? '';
    });
    if (label.startsWith(name)) return;
  }
  throw new Error(`no way by the tab key to ${name}`);
}

/** Goes to a field by the tab key and types into it. */
export async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await pressTabTo(page, name);
  await page.keyboard.type(text);
}

/** Goes to a button, a link or a box by the tab key and presses a key there. */
export async function pressOn(page: Page, name: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await pressTabTo(page, name);
  await page.keyboard.press(key);
}

/** Goes to a button by the tab key and holds the space bar until it acts. */
export async function holdSpaceOn(page: Page, name: string): Promise<void> {
  await pressTabTo(page, name);
  await page.keyboard.down('Space');
  await sleep(HELD_MS);
  await page.keyboard.up('Space');
}
