import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runNpm } from './processes.mjs';
import { fingerprintContent, readStamp, STAMPS, writeStamp } from './stamp.mjs';
import { step, TO_STDERR } from './step.mjs';

const INSTALLED = join(STAMPS, 'installed');
/** There from the first file of an installation to the last: one that was cut off is not taken for one made by hand. */
const INSTALLING = join(STAMPS, 'installing');
/** The package that is compiled where no binary of it can be had, which takes a minute of one processor core. */
const COMPILED = 'better-sqlite3';
const QUIET = ['--no-audit', '--no-fund', '--loglevel', 'error'];

let native = Promise.resolve();

/** npm writes its own record inside node_modules last; one younger than the lock file means an install by hand. */
function installedByHand() {
  if (existsSync(INSTALLING)) return false;
  const record = statSync(join(ROOT, 'node_modules/.package-lock.json'), { throwIfNoEntry: false });
  return record !== undefined && record.mtimeMs + 5000 >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
}

/** Packages that are here and may run a script of theirs when they are installed. */
function scripted() {
  const { allowScripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return Object.keys(allowScripts).filter((name) => allowScripts[name] && existsSync(join(ROOT, 'node_modules', name)));
}

/**
 * Installs what the lock file names when nothing is installed or another lock file was; one package may still be compiling
 * afterwards: see {@link ensureNative}. Not `npm ci`: that refuses a lock file without the optional packages of platforms
 * whose builds a registry does not carry.
 */
export async function ensureInstalled() {
  const wanted = fingerprintContent(ROOT, ['package-lock.json']);
  if (readStamp(INSTALLED) === wanted) return;
  if (installedByHand()) {
    writeStamp(INSTALLED, wanted);
    return;
  }
  writeStamp(INSTALLING, wanted);
  await step('installing packages', () => runNpm(['install', '--no-save', '--ignore-scripts', ...QUIET], TO_STDERR));
  const quick = scripted().filter((name) => name !== COMPILED);
  await step('preparing packages', () => runNpm(['rebuild', ...quick, ...QUIET], TO_STDERR));
  native = step(`preparing ${COMPILED}`, () => runNpm(['rebuild', COMPILED, ...QUIET], TO_STDERR)).then(() => {
    writeStamp(INSTALLED, wanted);
    rmSync(INSTALLING);
  });
  // Whoever needs it asks for it, and hears then why it failed.
  native.catch(() => undefined);
}

/**
 * Waits for the package that {@link ensureInstalled} left compiling.
 * @returns {Promise<void>}
 * @throws Error when it could not be compiled
 */
export function ensureNative() {
  return native;
}
