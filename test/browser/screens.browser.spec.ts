import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { RunningFederation } from '../e2e/harness/index.js';
import { launchChromium, type Person, SIZES } from './harness/index.js';
import { overflowOf, prepareScreens, type Screen, seriousFaults, showScreen } from './harness/screens.js';

let browser: Browser;
let federation: RunningFederation;
let screens: readonly Screen[];
let people: readonly Person[];

beforeAll(async () => {
  [browser, federation] = await Promise.all([launchChromium(), RunningFederation.found({ guardians: 3 })]);
  ({ screens, people } = await prepareScreens(browser, federation));
});
afterAll(async () => {
  await browser?.close();
  await federation?.close();
}, 30_000);

describe.each([
  ['phone', 'light'],
  ['phone', 'dark'],
  ['desktop', 'light'],
  ['desktop', 'dark'],
] as const)('when every screen is shown on a %s in %s colours', (size, colorScheme) => {
  it('fits, and axe finds nothing serious', async () => {
    const faults: string[] = [];
    for (const screen of screens) {
      await screen.page.setViewportSize(SIZES[size]);
      await screen.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await showScreen(screen);
      const overflow = await overflowOf(screen.page);
      if (overflow > 0) faults.push(`${screen.name}: ${String(overflow)} px too wide`);
      faults.push(...(await seriousFaults(screen.page)).map((fault) => `${screen.name}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});

describe('when all were shown', () => {
  it('has complained about nothing and asked nobody but guardians', () => {
    expect(people.flatMap(({ complaints, strangers }) => [...complaints, ...strangers])).toEqual([]);
  });
});
