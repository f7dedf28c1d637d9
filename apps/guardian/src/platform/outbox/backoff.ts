const FIRST = 500;
const LONGEST = 5 * 60_000;

/**
 * Exponential backoff with full jitter over its upper half, so that nodes which failed together do not return together.
 *
 * @param attempts - Attempts that failed, from 1.
 * @param chance - Uniform in [0, 1).
 * @returns Milliseconds to wait.
 */
export function backoff(attempts: number, chance: number): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** Math.min(attempts - 1, 20));
  return Math.round(ceiling / 2 + (ceiling / 2) * chance);
}
