import { claimStatus, type ClaimStatusReport, type ClientContext } from '@wardkeep/client';
import { CliError } from '../command/cli-error.js';
import { isReleasable } from '../terminal/show-claim.js';

const SHORTEST = 500;
const LONGEST = 30_000;
/** Nodes' clocks differ a little, so the end of a delay is asked about more often than once. */
const GRACE = 10_000;

/**
 * Asks how a claim stands until something can be recovered, or nothing more will come.
 *
 * @param context - of the client
 * @param claimId - which claim; the newest when left out
 * @throws CliError INTERRUPTED
 */
export async function waitForRelease(context: ClientContext, claimId: string | undefined): Promise<ClaimStatusReport> {
  for (;;) {
    const report = await claimStatus(context, claimId);
    const pause = pauseBefore(report, context.clock.now());
    if (pause === null) return report;
    await context.clock.sleep(pause, context.signal);
    if (context.signal?.aborted === true) throw new CliError('INTERRUPTED', 'interrupted');
  }
}

/** How long to wait before asking again, milliseconds; null when there is nothing to wait for. */
function pauseBefore(report: ClaimStatusReport, now: number): number | null {
  if (isReleasable(report) || !['open', 'approved'].includes(report.status)) return null;
  const ends = [report.delayEndsAt, ...report.backups.map(({ releasableAt }) => releasableAt)];
  const last = Math.max(...ends.map((end) => end ?? 0));
  if (last === 0) return LONGEST / 10;
  // Approved, all waiting is over, and still nothing: there is no backup under this identity.
  if (now > last + GRACE) return null;
  return Math.min(LONGEST, Math.max(SHORTEST, last - now));
}
