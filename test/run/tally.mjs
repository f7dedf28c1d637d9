/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally counts of single tests
 */

/** @returns {Tally} a tally of nothing */
export function emptyTally() {
  return { passed: 0, failed: 0, skipped: 0 };
}

/**
 * Adds tallies up.
 * @param {Tally[]} tallies
 * @returns {Tally} their sum
 */
export function sumTallies(tallies) {
  return tallies.reduce(
    (sum, next) => ({
      passed: sum.passed + next.passed,
      failed: sum.failed + next.failed,
      skipped: sum.skipped + next.skipped,
    }),
    emptyTally(),
  );
}

/**
 * Reads the counts from what `jest --json` wrote. A file that could not run at all counts as one failure.
 * @param {unknown} report the parsed output file
 * @returns {Tally} its counts
 * @throws Error when it is not a report
 */
export function tallyOfReport(report) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = report ?? {};
  const counts = [numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites];
  if (!counts.every(Number.isInteger)) throw new Error('jest left no report with counts');
  return {
    passed: numPassedTests,
    failed: numFailedTests + numRuntimeErrorTestSuites,
    skipped: numPendingTests + numTodoTests,
  };
}

/**
 * Formats a tally as the closing line of a run.
 * @param {Tally} tally
 * @returns {string} `N passed, N failed, N skipped`
 */
export function formatTally({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
