import type { ClaimedBackupStatus, ClaimStatusReport } from '@wardkeep/client';

/** Where a claim is, as far as the person who waits must know. */
export type ClaimStage = 'votes' | 'delay' | 'memorable' | 'nothing-found' | 'vetoed' | 'rejected' | 'expired';

const isOpen = ({ status }: ClaimedBackupStatus): boolean => status === 'releasable' || status === 'released';

/**
 * What the person does next.
 *
 * @param report - how the claim stands
 */
export function claimStage(report: ClaimStatusReport): ClaimStage {
  const { status, backups } = report;
  if (status === 'vetoed' || status === 'rejected' || status === 'expired') return status;
  if (backups.some(isOpen)) return 'memorable';
  if (backups.length > 0 && backups.every((backup) => backup.status === 'vetoed')) return 'vetoed';
  if (status === 'open') return 'votes';
  return backups.length === 0 && status !== 'approved' ? 'nothing-found' : 'delay';
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
