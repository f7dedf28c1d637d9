import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../../run/chromium.mjs';

/** Without a sandbox because containers run as root; nothing that the browser would do by itself on a network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts Chromium without a window.
 *
 * @param flags - more flags
 * @throws Error when the machine has none
 */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium on this machine: install it, or name it in CHROMIUM');
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}
