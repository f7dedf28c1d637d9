import { describe, expect, it } from '@jest/globals';
import { formatTally, sumTallies, tallyOfReport } from '../run/tally.mjs';

const report = {
  numPassedTests: 7,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 0,
};

describe('when a report of jest is counted', () => {
  it('counts pending and to-do tests as skipped', () => {
    expect(tallyOfReport(report)).toEqual({ passed: 7, failed: 1, skipped: 3 });
  });

  it('counts a file that could not run as one failure', () => {
    expect(tallyOfReport({ ...report, numRuntimeErrorTestSuites: 2 }).failed).toBe(3);
  });

  it.each([[null], [{}], [{ ...report, numFailedTests: '1' }]])('refuses %j, which is no report', (wrong) => {
    expect(() => tallyOfReport(wrong)).toThrow('jest left no report with counts');
  });

  it('sums over suites into the closing line', () => {
    const sum = sumTallies([tallyOfReport(report), { passed: 3, failed: 0, skipped: 0 }]);
    expect(formatTally(sum)).toBe('10 passed, 1 failed, 3 skipped');
  });

  it('sums nothing to nothing', () => {
    expect(formatTally(sumTallies([]))).toBe('0 passed, 0 failed, 0 skipped');
  });
});
