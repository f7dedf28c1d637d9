import { ProtocolError } from '../errors.js';
import type { SealedConfig } from '../federation/config.js';
import { verifyGuardianStatement } from '../federation/config.js';
import { parseGuardianIndex, type GuardianIndex } from '../federation-size.js';
import type { VerifiedStatement } from '../statements/envelope.js';

declare const verifiedVote: unique symbol;
interface Voted<D extends 'approve' | 'reject'> {
  readonly [verifiedVote]: true;
  readonly decision: D;
  readonly guardian: GuardianIndex;
  readonly claimId: string;
  readonly statement: VerifiedStatement<'vote'>;
}

/** A guardian's signed yes to one claim; only {@link verifyVote} makes one. */
export type Approval = Voted<'approve'>;
/** A guardian's signed no to one claim; only {@link verifyVote} makes one. */
export type Rejection = Voted<'reject'>;
export type Vote = Approval | Rejection;

/**
 * Reads a vote on a claim.
 *
 * @param text - canonical text of the envelope
 * @param expected - the config in force and the claim that is being voted on
 * @throws ProtocolError as `verifyGuardianStatement`, WRONG_SUBJECT, WRONG_CONFIG, VOTE_INVALID
 */
export function verifyVote(text: string, expected: { readonly config: SealedConfig; readonly claimId: string }): Vote {
  const statement = verifyGuardianStatement(text, 'vote', expected.config);
  const { claimId, configId, decision, documents, signer } = statement.body;
  if (claimId !== expected.claimId) throw new ProtocolError('WRONG_SUBJECT', 'vote is on another claim');
  if (configId !== expected.config.id) throw new ProtocolError('WRONG_CONFIG', 'vote names another config');
  if (decision === 'approve' && documents.length === 0) {
    throw new ProtocolError('VOTE_INVALID', 'an approval must name at least one document or other proof');
  }
  return { decision, guardian: parseGuardianIndex(signer.index), claimId, statement } as unknown as Vote;
}

/** Who stands for and against a claim. A guardian that ever rejected stands against it, whatever else it signed. */
export interface Tally {
  readonly approvals: ReadonlyMap<GuardianIndex, Approval>;
  readonly rejecters: ReadonlySet<GuardianIndex>;
}

/**
 * Counts distinct guardians. A reject cancels its signer's approve, whichever was known first, and an approve after a
 * reject does not count: so every node that knows the same votes comes to the same tally.
 *
 * @param votes - verified votes
 * @param claimId - the claim; votes on others are left out
 */
export function tallyVotes(votes: readonly Vote[], claimId: string): Tally {
  const relevant = votes.filter((vote) => vote.claimId === claimId);
  const rejecters = new Set(relevant.filter((vote) => vote.decision === 'reject').map((vote) => vote.guardian));
  const approvals = new Map<GuardianIndex, Approval>();
  for (const vote of relevant) {
    if (vote.decision === 'approve' && !rejecters.has(vote.guardian) && !approvals.has(vote.guardian)) {
      approvals.set(vote.guardian, vote);
    }
  }
  return { approvals, rejecters };
}
