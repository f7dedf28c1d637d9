import { describe, expect, it } from '@jest/globals';
import type { ClaimedBackupStatus, ClaimStatusReport } from '@wardkeep/client';
import { claimStage, guessesLeft, openBackups, waitEndsAt } from './claim-stage.js';

const backup = (status: ClaimedBackupStatus['status'], committedAt = 1, releasableAt: number | null = null) =>
  ({ status, committedAt, releasableAt }) as ClaimedBackupStatus;
const NOW = 20_000;
const ok = { outcome: 'ok' };
const report = (status: ClaimStatusReport['status'], ...backups: ClaimedBackupStatus[]) =>
  ({ status, backups, delayEndsAt: 9, approvalsNeeded: 2, guardians: [ok, ok] }) as unknown as ClaimStatusReport;

describe('when somebody comes back to a claim', () => {
  it('waits for votes, then for the delay, then asks for the memorable information', () => {
    expect(claimStage(report('open'), NOW)).toBe('votes');
    expect(claimStage(report('approved', backup('waiting')), NOW)).toBe('delay');
    expect(claimStage(report('approved', backup('waiting'), backup('releasable')), NOW)).toBe('memorable');
    expect(claimStage(report('released', backup('released')), NOW)).toBe('memorable');
  });

  it.each(['vetoed', 'rejected', 'expired'] as const)('says that it is %s', (status) => {
    expect(claimStage(report(status, backup('releasable')), NOW)).toBe(status);
  });

  it('says that every backup was vetoed', () => {
    expect(claimStage(report('approved', backup('vetoed')), NOW)).toBe('vetoed');
    expect(claimStage(report('approved', backup('vetoed'), backup('waiting')), NOW)).toBe('delay');
  });

  it('says that there is no backup once guardians enough would have to list it', () => {
    const empty = report('approved');
    expect(claimStage(empty, NOW)).toBe('nothing-found');
    expect(claimStage(empty, 9)).toBe('delay');
    expect(claimStage({ ...empty, delayEndsAt: null }, NOW)).toBe('delay');
    expect(claimStage({ ...empty, guardians: empty.guardians.slice(1) }, NOW)).toBe('delay');
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

describe('when a guess was wrong', () => {
  it('believes the newer of what the guess was answered and what the guardians say', () => {
    const wrong = Object.assign(new Error('wrong'), { guessesLeft: 8 });
    expect(guessesLeft({ guessesLeft: 9 }, null)).toBe(9);
    expect(guessesLeft({ guessesLeft: 9 }, wrong)).toBe(8);
    expect(guessesLeft({ guessesLeft: 7 }, wrong)).toBe(7);
    expect(guessesLeft({ guessesLeft: 9 }, new Error('another'))).toBe(9);
  });
});
