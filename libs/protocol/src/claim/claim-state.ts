import type { CLAIM_STATUSES } from '../api/public.js';
import { ProtocolError } from '../errors.js';
import type { FederationSize } from '../federation-size.js';
import { LIMITS } from '../limits.js';
import { enoughApprovalsAt, type BackupState, type KnownVote } from './backup-state.js';
import { tallyVotes } from './vote.js';

export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

/**
 * The only ways in which a claim's status moves. Where a withdrawn approval, a veto or an override changes the facts, a claim
 * goes back; released, rejected and expired are final.
 */
export const CLAIM_TRANSITIONS: Readonly<Record<ClaimStatus, readonly ClaimStatus[]>> = Object.freeze({
  open: ['approved', 'released', 'rejected', 'vetoed', 'expired'],
  approved: ['open', 'released', 'rejected', 'vetoed', 'expired'],
  vetoed: ['open', 'approved', 'released', 'rejected', 'expired'],
  released: [],
  rejected: [],
  expired: [],
});

/**
 * Whether a claim can change no more.
 *
 * @param status - its status
 */
export function isFinalClaimStatus(status: ClaimStatus): boolean {
  return CLAIM_TRANSITIONS[status].length === 0;
}

/**
 * Checks a move of a claim against the transition table.
 *
 * @param from - status now
 * @param to - status wanted
 * @throws ProtocolError TRANSITION_INVALID
 */
export function requireClaimTransition(from: ClaimStatus, to: ClaimStatus): void {
  if (!CLAIM_TRANSITIONS[from].includes(to)) {
    throw new ProtocolError('TRANSITION_INVALID', `claim cannot go from ${from} to ${to}`);
  }
}

/** What a node knows of a claim as a whole. */
export interface ClaimFacts {
  readonly claimId: string;
  readonly size: FederationSize;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly votes: readonly KnownVote[];
  /** How each backup under the claimed identity stands. */
  readonly backups: readonly BackupState[];
  /** The federation's own delay, for a claim that has no backup here, seconds. */
  readonly defaultDelaySeconds: number;
  /** The present time, milliseconds since 1970. */
  readonly now: number;
}

/** How a claim stands. */
export interface ClaimState {
  readonly status: ClaimStatus;
  /** When the quorum certificate was first known, milliseconds since 1970. */
  readonly approvedAt: number | null;
  /** When the federation's own delay after the certificate ends; says nothing of backups, which may ask for more. */
  readonly delayEndsAt: number | null;
  readonly expiresAt: number;
}

/**
 * Where a claim stands, from facts alone: 30 days from its opening to its certificate, and 30 days from the end of its
 * longest delay to the release (protocol.md §6.1). Approvals that come too late do not revive it.
 *
 * @param facts - what the node knows
 */
export function claimState(facts: ClaimFacts): ClaimState {
  const { claimId, size, openedAt, votes, backups, now } = facts;
  const lifetime = LIMITS.claimLifetimeSeconds * 1000;
  const deadline = openedAt + lifetime;
  const known = enoughApprovalsAt(facts, size.approvalThreshold);
  const approvedAt = known !== null && known <= deadline ? known : null;
  const delayEndsAt = approvedAt === null ? null : approvedAt + facts.defaultDelaySeconds * 1000;
  const ends = backups.map((backup) => backup.releasableAt).filter((at) => at !== null);
  const expiresAt = delayEndsAt === null ? deadline : Math.max(delayEndsAt, ...ends) + lifetime;
  const { rejecters } = tallyVotes(
    votes.map(({ vote }) => vote),
    claimId,
  );
  return { status: statusOf(), approvedAt, delayEndsAt, expiresAt };

  function statusOf(): ClaimStatus {
    if (backups.some((backup) => backup.status === 'released')) return 'released';
    if (size.hasClosingRejections(rejecters)) return 'rejected';
    if (now > expiresAt) return 'expired';
    if (backups.length > 0 && backups.every((backup) => backup.status === 'vetoed')) return 'vetoed';
    return approvedAt === null ? 'open' : 'approved';
  }
}
