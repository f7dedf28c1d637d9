import { describe, expect, it } from '@jest/globals';
import type { CaseSummary } from '@wardkeep/protocol';
import { countOf, FILTERS } from './use-cases.js';

const caseOf = (status: CaseSummary['status'], needsVote = false): CaseSummary =>
  ({ status, needsVote }) as unknown as CaseSummary;
const ALL = (['open', 'approved', 'released', 'rejected', 'vetoed', 'expired'] as const).map((status) =>
  caseOf(status),
);

describe('when cases are filtered', () => {
  it('shows each in one of open, waiting, released and closed, and counts as many', () => {
    const counts = { open: 1, approved: 1, released: 1, rejected: 1, vetoed: 1, expired: 1 };
    const numbers = (['open', 'waiting', 'released', 'closed', 'all'] as const).map((name) => [
      ALL.filter(FILTERS[name].fits).length,
      countOf(name, counts),
    ]);
    expect(numbers).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [3, 3],
      [6, 6],
    ]);
  });

  it('knows from the cases alone which of them wait for this guardian', () => {
    expect([caseOf('open', true), ...ALL].filter(FILTERS.vote.fits)).toEqual([caseOf('open', true)]);
    expect(countOf('vote', { open: 1, approved: 0, released: 0, rejected: 0, vetoed: 0, expired: 0 })).toBeNull();
  });
});
