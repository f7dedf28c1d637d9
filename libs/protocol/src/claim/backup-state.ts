import type { ClaimedBackup } from '../api/public.js';
import type { FederationSize } from '../federation-size.js';
import { findQuorumCertificate, type QuorumCertificate } from './certificate.js';
import { tallyVotes, type Vote } from './vote.js';

/** A vote and when this node first knew it, by its own clock, milliseconds since 1970. */
export interface KnownVote {
  readonly vote: Vote;
  readonly knownAt: number;
}

/** What a backup's owner asks for, with the federation's policies filled in where the owner named none. */
export interface ReleaseTerms {
  readonly approvals: number;
  readonly delaySeconds: number;
}

/** What a node knows of one backup under one claim. */
export interface BackupFacts {
  readonly claimId: string;
  readonly size: FederationSize;
  readonly votes: readonly KnownVote[];
  /** The strictest terms since the claim opened. */
  readonly terms: ReleaseTerms;
  /** Whether a veto holds, see `vetoHolds`. */
  readonly vetoed: boolean;
  /** Whether this node has released this backup to this claim. */
  readonly released: boolean;
  /** The present time, milliseconds since 1970. */
  readonly now: number;
}

/** How one backup stands under one claim. */
export interface BackupState {
  readonly status: ClaimedBackup['status'];
  readonly approvalsNeeded: number;
  readonly certificate: QuorumCertificate | null;
  /** When the delay ends, milliseconds since 1970; null without a certificate. */
  readonly releasableAt: number | null;
}

/**
 * When the claim's approvals were first enough, counting only those that still stand: a withdrawn approval starts the
 * delay anew.
 *
 * @param facts - votes with the times at which they were known
 * @param approvalsNeeded - how many distinct approvals are enough
 * @returns milliseconds since 1970, or null when they are not enough
 */
export function enoughApprovalsAt(
  facts: { readonly claimId: string; readonly votes: readonly KnownVote[] },
  approvalsNeeded: number,
): number | null {
  const byTime = [...facts.votes].sort((a, b) => a.knownAt - b.knownAt);
  const { approvals } = tallyVotes(
    byTime.map(({ vote }) => vote),
    facts.claimId,
  );
  const knownAt = new Map(byTime.map((known) => [known.vote, known.knownAt]));
  const times = [...approvals.values()].map((approval) => knownAt.get(approval) ?? 0).sort((a, b) => a - b);
  return times[approvalsNeeded - 1] ?? null;
}

/**
 * Where one backup stands under a claim: released, vetoed, releasable, or waiting for approvals or for its delay.
 *
 * @param facts - what the node knows
 */
export function backupState(facts: BackupFacts): BackupState {
  const { claimId, size, votes, terms, now } = facts;
  const approvalsNeeded = size.effectiveApprovals(terms.approvals);
  const certificate = findQuorumCertificate(
    votes.map(({ vote }) => vote),
    claimId,
    size,
    terms.approvals,
  );
  const enoughAt = certificate === null ? null : enoughApprovalsAt(facts, approvalsNeeded);
  const releasableAt = enoughAt === null ? null : enoughAt + terms.delaySeconds * 1000;
  const status = facts.released
    ? 'released'
    : facts.vetoed
      ? 'vetoed'
      : releasableAt !== null && now >= releasableAt
        ? 'releasable'
        : 'waiting';
  return { status, approvalsNeeded, certificate, releasableAt };
}
