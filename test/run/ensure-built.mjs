import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ensurePages } from './pages.mjs';
import { ROOT, run, runNpm, runTool } from './processes.mjs';
import { fingerprintContent, fingerprintTimes, listFiles, readStamp, writeStamp } from './stamp.mjs';

const STAMPS = join(ROOT, 'node_modules/.cache/wardkeep');
const INSTALLED = join(STAMPS, 'installed');
const GENERATED = join(STAMPS, 'generated');
const BUILT = join(STAMPS, 'built');
const BUNDLER = 'apps/guardian/scripts/bundle.mjs';

/** Everything goes to standard error, so that a program started afterwards owns standard output. */
const TO_STDERR = ['ignore', 2, 2];

async function step(title, work) {
  process.stderr.write(`${title} …\n`);
  const start = performance.now();
  const code = await work();
  if (code !== 0) throw new Error(`${title} failed with exit code ${code}`);
  process.stderr.write(`${title}: done in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/** npm writes its own record inside node_modules last; one younger than the lock file means an install by hand. */
function installedByHand() {
  const record = statSync(join(ROOT, 'node_modules/.package-lock.json'), { throwIfNoEntry: false });
  return record !== undefined && record.mtimeMs + 5000 >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
}

/**
 * Installs what the lock file names when nothing is installed or another lock file was. Not `npm ci`: that refuses a lock
 * file without the optional packages of platforms whose builds a registry does not carry.
 */
export async function ensureInstalled() {
  const wanted = fingerprintContent(ROOT, ['package-lock.json']);
  if (readStamp(INSTALLED) === wanted) return;
  if (!installedByHand()) {
    await step('installing packages', () =>
      runNpm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel', 'error'], TO_STDERR),
    );
  }
  writeStamp(INSTALLED, wanted);
}

function scripts() {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
}

/** Makes the database clients when the model or their generator has changed. */
export async function ensureGenerated() {
  if (!('generate' in scripts())) return;
  const inputs = listFiles(ROOT, ['prisma', 'apps/guardian/scripts', 'package.json']);
  const wanted = fingerprintContent(ROOT, inputs);
  if (readStamp(GENERATED) === wanted && existsSync(join(ROOT, 'apps/guardian/src/generated'))) return;
  await step('generating database clients', () => runNpm(['run', '--silent', 'generate'], TO_STDERR));
  writeStamp(GENERATED, wanted);
}

/** Sources of every package and what decides how they compile. */
function sources() {
  const packages = listFiles(ROOT, ['libs', 'apps', 'test'], /(\.ts|\/package\.json|\/tsconfig[^/]*\.json)$/);
  return [
    ...packages,
    ...listFiles(ROOT, ['tsconfig.json', 'tsconfig.base.json', 'package-lock.json', 'prisma', BUNDLER]),
  ];
}

function fingerprintOfBuild() {
  const outputs = ['libs/crypto', 'libs/protocol', 'libs/client', 'libs/testing', 'apps/guardian', 'apps/cli', 'test'];
  const folders = [...outputs.map((folder) => join(folder, 'dist')), 'apps/guardian/dist/bundle'];
  const complete = folders.every((folder) => existsSync(join(ROOT, folder)));
  return complete ? fingerprintTimes(ROOT, sources()) : null;
}

/**
 * Installs, generates and compiles whatever is missing or older than its sources. Does next to nothing when all is there.
 * @param {{ force?: boolean }} [options] force: ask the compiler even when no source has changed
 * @throws Error when a step fails; the step's own output has been shown
 */
export async function ensureBuilt({ force = false } = {}) {
  await ensureInstalled();
  await ensureGenerated();
  const before = fingerprintOfBuild();
  if (force || before === null || readStamp(BUILT) !== before) {
    await step('compiling', () => runTool('typescript/bin/tsc', ['-b'], { stdio: TO_STDERR }));
    await step('bundling the node', () => run(process.execPath, [join(ROOT, BUNDLER)], { stdio: TO_STDERR }));
    writeStamp(BUILT, fingerprintOfBuild() ?? '');
  }
  await ensurePages({ step });
}
