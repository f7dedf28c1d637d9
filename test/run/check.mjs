import { performance } from 'node:perf_hooks';
import { ensureChromium } from './chromium.mjs';
import { ensureBuilt } from './ensure-built.mjs';
import { ensureNative } from './ensure-installed.mjs';
import { checkPageTypes } from './pages.mjs';
import { runTool } from './processes.mjs';
import { runSuite, SUITES } from './suites.mjs';
import { formatTally, sumTallies } from './tally.mjs';

/**
 * Everything that CI runs: installs and compiles, then every suite, and beside them format, lint and the types of the pages. A
 * step that fails does not keep the others from running. The last line counts the tests; the exit code is 0 only when every
 * step and test passed.
 */
const troubles = [];
const tallies = [];

async function attempt(title, work) {
  process.stderr.write(`\n── ${title}\n`);
  const start = performance.now();
  try {
    await work();
  } catch (error) {
    troubles.push(title);
    process.stderr.write(`${error.message}\n`);
  }
  process.stderr.write(`── ${title}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

async function idleTool(script, args) {
  const code = await runTool(script, args, { idle: true });
  if (code !== 0) throw new Error(`exit code ${code}`);
}

/** What only reads the sources fills the time in which tests wait. */
async function checkSources() {
  await attempt('types of the pages', async () => {
    if ((await checkPageTypes({ idle: true })) !== 0) throw new Error('types of the pages are wrong');
  });
  await attempt('format', () => idleTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']));
  await attempt('lint', () => idleTool('eslint/bin/eslint.js', ['--max-warnings', '0', '.']));
}

// Takes a while and is needed last; the browser suite waits for it.
ensureChromium();
await attempt('types', () => ensureBuilt({ force: true, nativeLater: true }));
if (troubles.length === 0) {
  const checked = checkSources();
  for (const suite of Object.keys(SUITES)) {
    await attempt(`${suite} tests`, async () => {
      if (suite !== 'unit') await ensureNative();
      const tally = await runSuite(suite);
      tallies.push(tally);
      if (tally.failed > 0) throw new Error(`${tally.failed} failed`);
    });
  }
  await checked;
}
if (troubles.length > 0) process.stderr.write(`\nfailed: ${troubles.join(', ')}\n`);
process.stdout.write(`\n${formatTally(sumTallies(tallies))}\n`);
process.exitCode = troubles.length === 0 ? 0 : 1;
