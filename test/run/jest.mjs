import { ensureBuilt, ensureGenerated } from './ensure-built.mjs';
import { ensureInstalled, ensureNative } from './ensure-installed.mjs';
import { runSuite, SUITES } from './suites.mjs';
import { formatTally } from './tally.mjs';

/** `node jest.mjs SUITE [ARGS…]`: one suite by itself, further arguments going to jest. */
const [suite, ...args] = process.argv.slice(2);
if (suite === undefined || !Object.hasOwn(SUITES, suite)) {
  process.stderr.write(`usage: node test/run/jest.mjs ${Object.keys(SUITES).join('|')} [ARGS…]\n`);
  process.exit(2);
}
try {
  if (suite === 'unit') {
    // These run from the sources.
    await ensureInstalled();
    await ensureGenerated();
    await ensureNative();
  } else await ensureBuilt();
  const tally = await runSuite(suite, args);
  process.stdout.write(`${formatTally(tally)}\n`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
