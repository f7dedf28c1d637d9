import type { ClaimStatusReport } from '@wardkeep/client';
import { showTime } from './advice.js';

/** Whether something can be recovered now. */
export function isReleasable({ backups }: ClaimStatusReport): boolean {
  return backups.some(({ status }) => status === 'releasable' || status === 'released');
}

/**
 * How a claim stands, and what to do next.
 *
 * @param report - from the guardians
 */
export function claimStatusLines(report: ClaimStatusReport): string[] {
  const { words, status, approvals, approvalsNeeded, rejections, delayEndsAt, expiresAt, backups, culprits } = report;
  const by = approvals.length === 0 ? '' : ` (guardian ${approvals.join(', ')})`;
  return [
    `Six words: ${words.join(' ')}`,
    `The claim is ${status}, with ${String(approvals.length)} of ${String(approvalsNeeded)} approvals${by}.`,
    ...(rejections.length === 0 ? [] : [`Rejected by guardian ${rejections.join(', ')}.`]),
    ...(delayEndsAt === null ? [] : [`The waiting time ends ${showTime(delayEndsAt)}.`]),
    ...(status === 'open' ? [`It expires ${showTime(expiresAt)}.`] : []),
    ...backups.map(
      ({ backupId, committedAt, status: its, guessesLeft }) =>
        `Backup ${backupId} of ${showTime(committedAt)}: ${its}, ${String(guessesLeft)} guesses left.`,
    ),
    ...culprits.map(({ index, reason }) => `Guardian ${String(index)} gave a wrong answer: ${reason}.`),
    nextStep(report),
  ];
}

function nextStep(report: ClaimStatusReport): string {
  if (isReleasable(report)) return 'Next: wardkeep claim recover --memorable-file F --out F';
  if (report.status === 'open') return 'Next: meet the guardians who are missing, and read them the six words.';
  if (report.status === 'approved') return 'Next: wait. wardkeep claim status --wait comes back when it is time.';
  return 'Nothing more comes of this claim. If you are the owner, open a new one and talk to the guardians.';
}
