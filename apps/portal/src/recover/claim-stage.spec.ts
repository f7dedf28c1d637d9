import { describe, expect, it } from '@jest/globals';
import type { ClaimedBackupStatus, ClaimStatusReport } from '@wardkeep/client';
import { claimStage, openBackups, waitEndsAt } from './claim-stage.js';

const backup = (status: ClaimedBackupStatus['status'], committedAt = 1, releasableAt: number | null = null) =>
  ({ status, committedAt, releasableAt }) as ClaimedBackupStatus;
const report = (status: ClaimStatusReport['status'], ...backups: ClaimedBackupStatus[]) =>
  ({ status, backups, delayEndsAt: 9 }) as unknown as ClaimStatusReport;

describe('when somebody comes back to a claim', () => {
  it('waits for votes, then for the delay, then asks for the memorable information', () => {
    expect(claimStage(report('open'))).toBe('votes');
    expect(claimStage(report('approved', backup('waiting')))).toBe('delay');
    expect(claimStage(report('approved', backup('waiting'), backup('releasable')))).toBe('memorable');
    expect(claimStage(report('released', backup('released')))).toBe('memorable');
  });

  it.each(['vetoed', 'rejected', 'expired'] as const)('says that it is %s', (status) => {
    expect(claimStage(report(status, backup('releasable')))).toBe(status);
  });

  it('says that every backup was vetoed', () => {
    expect(claimStage(report('approved', backup('vetoed')))).toBe('vetoed');
    expect(claimStage(report('approved', backup('vetoed'), backup('waiting')))).toBe('delay');
  });

  it('offers the newest backup first, and only those that can be opened', () => {
    const found = openBackups(report('approved', backup('releasable', 1), backup('vetoed', 3), backup('released', 2)));
    expect(found.map(({ committedAt }) => committedAt)).toEqual([2, 1]);
  });

  it('counts down to the first backup that can be opened', () => {
    expect(waitEndsAt(report('approved', backup('waiting', 1, 20), backup('waiting', 1, 15)))).toBe(15);
    expect(waitEndsAt(report('approved'))).toBe(9);
  });
});
