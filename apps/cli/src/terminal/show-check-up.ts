import type { ShownCheckUp } from '../commands/own-backups.js';
import { showTime } from './advice.js';

/** What a guardian says of a claim, or of a backup in it, once there is nothing left to veto. */
const OVER: ReadonlySet<string> = new Set(['rejected', 'vetoed', 'expired', 'released']);

/**
 * What a check-up found, and what to do about it.
 *
 * @param found - from the guardians
 */
export function checkUpLines({ backups, claims }: Pick<ShownCheckUp, 'backups' | 'claims'>): string[] {
  return [
    ...backups.flatMap(({ label, backupId, backupVersion, healthy, underHeld, recoverable, guardians }) => [
      `${label} (${backupId}, version ${String(backupVersion)}): ${String(healthy)} of ${String(guardians.length)} guardians have proven that they hold their part.`,
      ...guardians
        .filter(({ holding }) => holding !== 'healthy')
        .map(({ index, holding }) => `  guardian ${String(index)}: ${holding.replace('-', ' ')}`),
      ...(recoverable ? [] : ['  It could not be recovered if this stays so.']),
      ...(underHeld ? ['  If they do not come back: wardkeep rotate'] : []),
    ]),
    ...(claims.length === 0 ? ['Nobody claims.'] : []),
    ...claims.flatMap(({ words, claimId, status, openedAt, approvals, releasableAt }) => [
      `CLAIM ${claimId}: ${status}, opened ${showTime(openedAt)}, ${String(approvals)} approvals`,
      ...(releasableAt === null ? [] : [`  released after ${showTime(releasableAt)}`]),
      ...(OVER.has(status) ? [] : [`  If you did not open it: wardkeep veto "${words.join(' ')}"`]),
    ]),
  ];
}
