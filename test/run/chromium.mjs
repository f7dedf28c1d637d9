import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './processes.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds a Chromium to test with.
 * @param {NodeJS.ProcessEnv} [env] `CHROMIUM` names one outright; else `PATH` is searched
 * @returns {string | null} its path, or null when there is none
 */
export function findChromium(env = process.env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = env['CHROMIUM']
    ? [env['CHROMIUM']]
    : folders.flatMap((folder) => NAMES.map((n) => join(folder, n)));
  return candidates.find(isExecutable) ?? null;
}

let installing;

/**
 * Installs Debian's Chromium when there is none and this process may: no package of npm brings a browser along. Asked for
 * early, it is there by the time that the browser tests run.
 * @returns {Promise<string | null>} its path, or null when there is still none
 */
export function ensureChromium() {
  const found = findChromium();
  if (found !== null || process.env['CHROMIUM'] || process.getuid?.() !== 0) return Promise.resolve(found);
  installing ??= install();
  return installing;
}

async function install() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args) => run('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    process.stderr.write('installing Chromium for the browser tests …\n');
    await aptGet('update', '-qq');
    await aptGet('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  } catch (error) {
    process.stderr.write(`Chromium cannot be installed: ${error.message}\n`);
  }
  return findChromium();
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
