import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

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

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
