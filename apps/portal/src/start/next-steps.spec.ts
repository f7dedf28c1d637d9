import { describe, expect, it } from '@jest/globals';
import type { ClaimOverview, DeviceOverview, EnrolmentOverview } from '@wardkeep/client/browser';
import { nextSteps } from './next-steps.js';

const claim = (claimId: string, openedAt: number, status?: 'right' | 'wrong'): ClaimOverview =>
  ({
    claimId,
    openedAt,
    words: ['one', 'two'],
    guesses: status === undefined ? [] : [{ attempt: 1, status }],
  }) as unknown as ClaimOverview;
const enrolment = (backupId: string, startedAt: number): EnrolmentOverview =>
  ({ backupId, startedAt, label: 'wallet' }) as unknown as EnrolmentOverview;
const overview = (given: Partial<DeviceOverview>): DeviceOverview => {
  return { federations: [], backups: [], enrolments: [], claims: [], ...given };
};

describe('when somebody comes back', () => {
  it('offers nothing on a device that has done nothing', () => {
    expect(nextSteps(overview({}))).toEqual([]);
  });

  it('puts the newest claim first, then what is not safe yet', () => {
    const steps = nextSteps(overview({ claims: [claim('a', 1), claim('b', 2)], enrolments: [enrolment('c', 3)] }));
    expect(steps.map(({ to }) => to)).toEqual(['/claims/b', '/claims/a', '/enrolments/c']);
  });

  it('goes on with a claim after a wrong guess, and not after the right one', () => {
    const steps = nextSteps(overview({ claims: [claim('a', 1, 'wrong'), claim('b', 2, 'right')] }));
    expect(steps.map(({ to }) => to)).toEqual(['/claims/a']);
  });
});
