import type { ClaimedBackupStatus, ClaimStatusReport } from '@wardkeep/client';

/** Where a claim is, as far as the person who waits must know. */
export type ClaimStage = 'votes' | 'delay' | 'memorable' | 'nothing-found' | 'vetoed' | 'rejected' | 'expired';

const isOpen = ({ status }: ClaimedBackupStatus): boolean => status === 'releasable' || status === 'released';

/** Guardians' clocks differ a little: so soon after the delay, those that list no backup may just not be there yet, milliseconds. */
const SETTLING_MS = 10_000;

/** Guardians list what they hold once the federation's delay is over: an empty list means nothing before, and all of it then. */
function isKnownEmpty({ backups, delayEndsAt, guardians, approvalsNeeded }: ClaimStatusReport, now: number): boolean {
  if (backups.length > 0 || delayEndsAt === null || now < delayEndsAt + SETTLING_MS) return false;
  return guardians.filter(({ outcome }) => outcome === 'ok').length >= approvalsNeeded;
}

/**
 * What the person does next.
 *
 * @param report - how the claim stands
 * @param now - when the guardians said so, milliseconds since 1970
 */
export function claimStage(report: ClaimStatusReport, now: number): ClaimStage {
  const { status, backups } = report;
  if (status === 'vetoed' || status === 'rejected' || status === 'expired') return status;
  if (backups.some(isOpen)) return 'memorable';
  if (backups.length > 0 && backups.every((backup) => backup.status === 'vetoed')) return 'vetoed';
  if (status === 'open') return 'votes';
  return isKnownEmpty(report, now) ? 'nothing-found' : 'delay';
}

/**
 * The backups that can be opened now, newest first: others may have planted backups under the same name, and only the right
 * memorable information opens one.
 *
 * @param report - how the claim stands
 */
export function openBackups({ backups }: ClaimStatusReport): readonly ClaimedBackupStatus[] {
  return backups.filter(isOpen).sort((a, b) => b.committedAt - a.committedAt);
}

/**
 * When the waiting is over, milliseconds since 1970; null while nobody can say.
 *
 * @param report - how the claim stands
 */
export function waitEndsAt({ backups, delayEndsAt }: ClaimStatusReport): number | null {
  const ends = backups.flatMap(({ releasableAt }) => (releasableAt === null ? [] : [releasableAt]));
  return ends.length === 0 ? delayEndsAt : Math.min(...ends);
}

/**
 * How many tries are left. What a wrong guess was answered is newer than what guardians said before it.
 *
 * @param backup - as the guardians said
 * @param error - what the last guess came to, if it failed
 */
export function guessesLeft(backup: Pick<ClaimedBackupStatus, 'guessesLeft'>, error: unknown): number {
  const said = typeof error === 'object' && error !== null && 'guessesLeft' in error ? error.guessesLeft : null;
  return typeof said === 'number' ? Math.min(said, backup.guessesLeft) : backup.guessesLeft;
}
