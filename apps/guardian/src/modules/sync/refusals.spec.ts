import { describe, expect, it } from '@jest/globals';
import { RefusalPolicy } from './refusals.js';

describe('when a statement is refused', () => {
  it.each(['DISK_FULL', 'NOT_SEALED', 'OVERLOADED', 'RATE_LIMITED', 'REQUEST_TIMEOUT', 'STOPPING'])(
    'waits for as long as it takes for %s',
    (code) => {
      const policy = new RefusalPolicy();
      expect(Array.from({ length: 50 }, () => policy.mustRetry('a', code))).not.toContain(false);
    },
  );

  it('tries a doubtful one a few times, each for itself', () => {
    const policy = new RefusalPolicy();
    expect(Array.from({ length: 6 }, () => policy.mustRetry('a', 'INTERNAL'))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(policy.mustRetry('b', 'CLOCK_SKEW')).toBe(true);
  });

  it('leaves any other behind at once', () => {
    expect(new RefusalPolicy().mustRetry('a', 'BACKUP_NOT_FOUND')).toBe(false);
  });
});
