import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, runTool } from './processes.mjs';
import { fingerprintContent, listFiles, readStamp, STAMPS, writeStamp } from './stamp.mjs';
import { step, TO_STDERR } from './step.mjs';

/** Packages that run in browsers: what they share, and the apps, each of which Vite makes one folder of. */
const SHARED = 'libs/ui';
const APPS = ['apps/admin', 'apps/portal'];

const isHere = (folder) => existsSync(join(ROOT, folder, 'tsconfig.json'));

/** What a page is made from: its own sources and those of every package that can be in it. */
function inputs(app) {
  const own = listFiles(ROOT, [
    `${app}/src`,
    `${SHARED}/src`,
    'libs/crypto/src',
    'libs/protocol/src',
    'libs/client/src',
  ]);
  const files = own.filter((file) => !/\.(spec|fixture)\.tsx?$/.test(file));
  const settings = [`${app}/index.html`, `${app}/package.json`, `${app}/vite.config.js`, `${SHARED}/vite.js`];
  return [...files, ...listFiles(ROOT, [...settings, `${app}/public`, 'package-lock.json'])];
}

/** Builds the web apps whose sources have changed since; the same sources give the same bytes. */
export async function ensurePages() {
  for (const app of APPS.filter(isHere)) {
    const stamp = join(STAMPS, `page-${app.replace('/', '-')}`);
    const wanted = fingerprintContent(ROOT, inputs(app));
    if (readStamp(stamp) === wanted && existsSync(join(ROOT, app, 'dist/index.html'))) continue;
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    const args = [vite, 'build', '--logLevel', 'warn'];
    // Whatever the environment says: another value would give other bytes.
    const env = { ...process.env, NODE_ENV: 'production' };
    const options = { cwd: join(ROOT, app), stdio: TO_STDERR, env };
    await step(`building ${app}`, () => run(process.execPath, args, options));
    writeStamp(stamp, wanted);
  }
}

/**
 * Compiles what browsers run without writing anything: Vite only drops the types.
 * @param {{ idle?: boolean }} [options] idle: in no hurry
 * @returns {Promise<number>} exit code of the first compiler that found something, or 0
 */
export async function checkPageTypes(options = {}) {
  for (const folder of [SHARED, ...APPS].filter(isHere)) {
    const code = await runTool('typescript/bin/tsc', ['-p', folder], options);
    if (code !== 0) return code;
  }
  return 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await checkPageTypes();
