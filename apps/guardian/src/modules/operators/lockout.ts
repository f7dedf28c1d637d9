/** Wrong passwords that are looked at before an account is locked for the first time. */
export const FREE_FAILURES = 5;
const FIRST_LOCK = 30_000;
const LONGEST_LOCK = 24 * 60 * 60_000;

/**
 * How long an account is locked once so many passwords have been looked at without success: not at all, then half a minute,
 * doubled by every further one, a day at most.
 *
 * @param failures - Passwords looked at since the last success, the present one included.
 * @returns Milliseconds.
 */
export const lockoutAfter = (failures: number): number =>
  failures < FREE_FAILURES ? 0 : Math.min(LONGEST_LOCK, FIRST_LOCK * 2 ** Math.min(failures - FREE_FAILURES, 20));
