import { LIMITS, tallyVotes, type QuorumCertificate } from '@wardkeep/protocol';
import { claimProblem } from './claim-problems.js';
import type { BackupStanding, ClaimStanding } from './standing.service.js';

/** A backup that this node may give tickets, evaluations and parts for, and the certificate that says so. */
export interface Releasable extends BackupStanding {
  readonly certificate: QuorumCertificate;
}

/**
 * The conditions of every ticket, evaluation and release: the claim lives, its identity has this backup, enough distinct
 * guardians approve, the delay on this node's own clock is over, and no veto holds (protocol.md §6.4).
 *
 * @param standing - How the claim stands, as of now.
 * @param manifestId - The backup asked for.
 * @param now - The present time, ms.
 * @throws ProblemError CLAIM_IS_PRACTICE, CLAIM_REJECTED, CLAIM_EXPIRED, BACKUP_NOT_FOUND, CLAIM_VETOED, NOT_APPROVED, DELAY_NOT_OVER
 */
export function requireReleasable(standing: ClaimStanding, manifestId: string, now: number): Releasable {
  const { claim, state, votes, config } = standing;
  if (claim.practice === 1)
    throw claimProblem('CLAIM_IS_PRACTICE', 'nothing is released to a claim of guardians who practise');
  if (state.status === 'rejected' || claim.status === 'rejected')
    throw claimProblem('CLAIM_REJECTED', 'claim was rejected');
  if (now > state.expiresAt || claim.status === 'expired') throw claimProblem('CLAIM_EXPIRED', 'claim has expired');
  const counted = tallyVotes(
    votes.map(({ vote }) => vote),
    claim.claim_id,
  ).approvals.size;
  if (state.approvedAt === null) {
    // Before the certificate nobody learns whether there is a backup.
    throw claimProblem('NOT_APPROVED', 'claim is not approved', {
      approvals: counted,
      approvalsNeeded: config.size.approvalThreshold,
    });
  }
  const backup = standing.backups.find(({ row }) => row.manifest_id === manifestId);
  if (backup === undefined) throw claimProblem('BACKUP_NOT_FOUND', 'the claimed identity has no such backup here');
  const { status, certificate, approvalsNeeded, releasableAt } = backup.state;
  if (status === 'vetoed') throw claimProblem('CLAIM_VETOED', 'the owner of the backup has vetoed this claim');
  if (certificate === null || releasableAt === null) {
    throw claimProblem('NOT_APPROVED', 'claim is not approved', { approvals: counted, approvalsNeeded });
  }
  // The claim as a whole lives as long as the slowest backup of the identity, and anybody may plant one that is slower.
  if (now > Math.max(state.delayEndsAt ?? 0, releasableAt) + LIMITS.claimLifetimeSeconds * 1000) {
    throw claimProblem('CLAIM_EXPIRED', 'claim has expired for this backup');
  }
  if (now < releasableAt) {
    throw claimProblem('DELAY_NOT_OVER', 'the waiting period of the backup is not over', { releasableAt });
  }
  return { ...backup, certificate };
}
