import { describe, expect, it } from '@jest/globals';
import { backoff } from './backoff.js';

describe('backoff', () => {
  it('doubles up to five minutes, the upper half of it by chance', () => {
    expect([1, 2, 3, 30].map((attempts) => backoff(attempts, 0))).toEqual([250, 500, 1000, 150_000]);
    expect(backoff(1, 0.5)).toBe(375);
    expect(backoff(1000, 1)).toBe(300_000);
  });
});
