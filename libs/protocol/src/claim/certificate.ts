import { ProtocolError } from '../errors.js';
import type { FederationSize } from '../federation-size.js';
import { tallyVotes, type Approval, type Vote } from './vote.js';

declare const certified: unique symbol;

/** Enough distinct guardians approve one claim; only {@link assembleQuorumCertificate} makes one. */
export interface QuorumCertificate {
  readonly [certified]: true;
  readonly claimId: string;
  /** One per guardian, sorted by index. */
  readonly approvals: readonly Approval[];
}

/**
 * Assembles the certificate of a claim, if there is one.
 *
 * @param votes - verified votes, in any order and with any repeats
 * @param claimId - the claim
 * @param size - the federation's size
 * @param approvalsNeeded - what the backup's policy asks for; never counts for less than q
 * @returns the certificate, or null when too few distinct guardians approve
 */
export function findQuorumCertificate(
  votes: readonly Vote[],
  claimId: string,
  size: FederationSize,
  approvalsNeeded = 0,
): QuorumCertificate | null {
  const { approvals } = tallyVotes(votes, claimId);
  if (approvals.size < size.effectiveApprovals(approvalsNeeded)) return null;
  const sorted = [...approvals.values()].sort((a, b) => a.guardian - b.guardian);
  return { claimId, approvals: sorted } as unknown as QuorumCertificate;
}

/**
 * As {@link findQuorumCertificate}, for where there has to be one.
 *
 * @param votes - verified votes, in any order and with any repeats
 * @param claimId - the claim
 * @param size - the federation's size
 * @param approvalsNeeded - what the backup's policy asks for; never counts for less than q
 * @throws ProtocolError QUORUM_NOT_REACHED
 */
export function assembleQuorumCertificate(
  votes: readonly Vote[],
  claimId: string,
  size: FederationSize,
  approvalsNeeded = 0,
): QuorumCertificate {
  const found = findQuorumCertificate(votes, claimId, size, approvalsNeeded);
  if (found === null) {
    const needed = size.effectiveApprovals(approvalsNeeded);
    throw new ProtocolError('QUORUM_NOT_REACHED', `claim needs the approvals of ${String(needed)} distinct guardians`);
  }
  return found;
}
