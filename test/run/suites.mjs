import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ROOT, runTool } from './processes.mjs';
import { listFiles } from './stamp.mjs';
import { emptyTally, tallyOfReport } from './tally.mjs';

/** The suites in the order they run, and how many test files of each run at once: an e2e file starts many processes. */
export const SUITES = Object.freeze({ unit: 2, integration: 2, e2e: 2, browser: 2 });

/**
 * Runs one jest project.
 * @param {string} suite its name in jest.config.js
 * @param {string[]} [args] further arguments for jest
 * @returns {Promise<import('./tally.mjs').Tally>} its counts; a run that left no report counts as one failure
 */
export async function runSuite(suite, args = []) {
  if (suite === 'browser' && !(await readyForBrowsers())) return { ...emptyTally(), ...missingBrowser() };
  const folder = mkdtempSync(join(tmpdir(), 'wardkeep-tests-'));
  const output = join(folder, 'report.json');
  try {
    const jest = ['--selectProjects', suite, '--maxWorkers', String(SUITES[suite]), '--passWithNoTests'];
    // ESM needs the flag; jest hands it on to its workers.
    const nodeArgs = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const code = await runTool('jest/bin/jest.js', [...jest, '--json', '--outputFile', output, ...args], {
      nodeArgs,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return tallyOfRun(output, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tallyOfRun(output, code) {
  try {
    const tally = tallyOfReport(JSON.parse(readFileSync(output, 'utf8')));
    return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
  } catch {
    // With no test file at all jest writes no report and is content.
    return { ...emptyTally(), failed: code === 0 ? 0 : 1 };
  }
}

function browserTests() {
  return listFiles(ROOT, ['test/browser'], /\.browser\.spec\.ts$/);
}

async function readyForBrowsers() {
  return browserTests().length === 0 || (await ensureChromium()) !== null;
}

function missingBrowser() {
  const files = browserTests();
  for (const file of files) process.stderr.write(`not run (no Chromium on this machine): ${file}\n`);
  return process.env['CI'] === 'true' ? { failed: files.length } : { skipped: files.length };
}
