import { describe, expect, it } from '@jest/globals';
import type { CaseView } from '@wardkeep/protocol';
import { nextChange } from './use-fresh-at.js';

const caseOf = (delayEndsAt: number | null, expiresAt: number, releasableAt: number | null = null): CaseView =>
  ({ delayEndsAt, expiresAt, backups: [{ releasableAt, overriddenAt: null }] }) as unknown as CaseView;

describe('when a case changes by the clock alone', () => {
  it('is looked at again just after the next moment that comes', () => {
    expect(nextChange(caseOf(5000, 9000), 4000)).toBe(6000);
    expect(nextChange(caseOf(5000, 9000, 7000), 6500)).toBe(8000);
    expect(nextChange(caseOf(null, 9000), 0)).toBe(10_000);
  });

  it('is looked at again once more just after the moment, and no more when all are past', () => {
    expect(nextChange(caseOf(5000, 9000), 5500)).toBe(6000);
    expect(nextChange(caseOf(5000, 9000), 10_000)).toBeNull();
  });
});
