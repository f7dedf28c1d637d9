import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RunningFederation } from '../e2e/harness/index.js';
import { launchChromium } from './harness/chromium.js';
import { prepareScreens, showScreen, untilStill } from './harness/screens.js';
import { SIZES } from './harness/tab.js';

/** `npm run screenshots [FOLDER]`: a picture of every screen of both apps, on a phone and on a desktop, light and dark. */
const folder = resolve(process.argv[2] ?? 'docs/screenshots');
await mkdir(folder, { recursive: true });
const [browser, federation] = await Promise.all([launchChromium(), RunningFederation.found({ guardians: 3 })]);
try {
  const { screens } = await prepareScreens(browser, federation);
  for (const screen of screens) {
    for (const size of ['phone', 'desktop'] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await screen.page.setViewportSize(SIZES[size]);
        await screen.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await showScreen(screen);
        // What a page looks up when it is opened.
        await screen.page.waitForFunction(() => document.querySelector('button[data-loading]') === null);
        await untilStill(screen.page);
        await screen.page.screenshot({ path: join(folder, `${screen.name}-${size}-${colorScheme}.png`) });
      }
    }
    process.stdout.write(`${screen.name}\n`);
  }
} finally {
  await browser.close();
  await federation.close();
}
