import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, ensureNative } from './ensure-installed.mjs';
import { ensurePages } from './pages.mjs';
import { ROOT, run, runNpm, runTool } from './processes.mjs';
import { fingerprintContent, fingerprintTimes, listFiles, readStamp, STAMPS, writeStamp } from './stamp.mjs';
import { step, TO_STDERR } from './step.mjs';

const GENERATED = join(STAMPS, 'generated');
const BUILT = join(STAMPS, 'built');
const BUNDLER = 'apps/guardian/scripts/bundle.mjs';

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
 * @param {{ force?: boolean, nativeLater?: boolean }} [options] force: ask the compiler even when no source has changed;
 *   nativeLater: whoever calls waits for `ensureNative` before anything opens a SQLite database
 * @throws Error when a step fails; the step's own output has been shown
 */
export async function ensureBuilt({ force = false, nativeLater = false } = {}) {
  await ensureInstalled();
  await ensureGenerated();
  const before = fingerprintOfBuild();
  if (force || before === null || readStamp(BUILT) !== before) {
    await step('compiling', () => runTool('typescript/bin/tsc', ['-b'], { stdio: TO_STDERR }));
    await step('bundling the node', () => run(process.execPath, [join(ROOT, BUNDLER)], { stdio: TO_STDERR }));
    writeStamp(BUILT, fingerprintOfBuild() ?? '');
  }
  await ensurePages();
  if (!nativeLater) await ensureNative();
}
