import { cryptoReady } from '@wardkeep/crypto';
import {
  tallyVotes,
  verificationWords,
  type ClaimStatus,
  type GuardianIndex,
  type StatementId,
} from '@wardkeep/protocol';
import {
  agree,
  culpritsOf,
  during,
  summarizeOutcomes,
  tooFewOrRefused,
  type ClientContext,
  type GuardianOutcome,
} from './core/index.js';
import { loadClaim, type OpenedClaim } from './recovery/claim-session.js';
import { queryClaim, type AgreedBackup, type QueriedClaim } from './recovery/query-claim.js';

/** A backup that the claim leads to. */
export interface ClaimedBackupStatus {
  readonly manifestId: StatementId;
  readonly backupId: string;
  readonly backupVersion: number;
  /** Milliseconds since 1970: how one's own backup is told from one that somebody planted. */
  readonly committedAt: number;
  readonly status: 'waiting' | 'releasable' | 'vetoed' | 'released';
  /** When enough guardians may release, milliseconds since 1970. */
  readonly releasableAt: number | null;
  readonly guessesLeft: number;
}

/** How a claim stands, by the agreement of guardians. */
export interface ClaimStatusReport {
  readonly claimId: StatementId;
  readonly words: readonly string[];
  readonly status: ClaimStatus;
  /** Distinct guardians whose approvals stand, each verified here. */
  readonly approvals: readonly GuardianIndex[];
  readonly rejections: readonly GuardianIndex[];
  readonly approvalsNeeded: number;
  /** When the federation's delay is over on enough nodes, milliseconds since 1970; null before the certificate. */
  readonly delayEndsAt: number | null;
  readonly expiresAt: number;
  readonly backups: readonly ClaimedBackupStatus[];
  readonly guardians: readonly GuardianOutcome[];
  readonly culprits: ReturnType<typeof culpritsOf>;
}

/**
 * Asks the guardians how a claim stands.
 *
 * @param context - the context
 * @param claimId - which claim; the newest of this device when left out
 * @throws InputError NOT_CLAIMED
 * @throws TooFewGuardiansError when no guardian answers; RefusedError when they agree why not
 */
export async function claimStatus(context: ClientContext, claimId?: string): Promise<ClaimStatusReport> {
  await cryptoReady();
  const claim = await loadClaim(context, claimId);
  const queried = await during(context, 'query-claim', () => queryClaim(context, claim));
  return reportOn(claim, queried);
}

/**
 * Sums up what guardians said of a claim.
 *
 * @param claim - the claim
 * @param queried - their checked answers
 * @throws TooFewGuardiansError when there is no answer; RefusedError when they agree why not
 */
export function reportOn(claim: OpenedClaim, queried: QueriedClaim): ClaimStatusReport {
  const { size } = claim.federation.config;
  const { answers, outcomes, votes } = queried;
  if (answers.size === 0) throw tooFewOrRefused('query-claim', 1, outcomes);
  const said = [...answers].map(([index, value]) => ({ index, value }));
  const [largest] = agree(said, ({ status }) => status);
  const { approvals, rejecters } = tallyVotes(votes, claim.claimId);
  const ends = [...answers.values()].map((answer) => answer.delayEndsAt);
  return {
    claimId: claim.claimId,
    words: verificationWords(claim.claimId),
    status: largest?.value.status ?? 'open',
    approvals: [...approvals.keys()].sort((a, b) => a - b),
    rejections: [...rejecters].sort((a, b) => a - b),
    approvalsNeeded: size.approvalThreshold,
    delayEndsAt: reachedBy(ends, size.approvalThreshold),
    expiresAt:
      reachedBy(
        [...answers.values()].map((answer) => answer.expiresAt),
        1,
      ) ?? 0,
    backups: queried.backups.map((backup) => statusOf(backup, size.approvalThreshold)),
    guardians: summarizeOutcomes(outcomes),
    culprits: culpritsOf(outcomes),
  };
}

/** When so many guardians are past their own moment; null when fewer have one. */
function reachedBy(times: readonly (number | null)[], count: number): number | null {
  const sorted = times.filter((time) => time !== null).sort((a, b) => a - b);
  return sorted[Math.min(count, times.length) - 1] ?? null;
}

function statusOf({ manifest, views, committedAt }: AgreedBackup, needed: number): ClaimedBackupStatus {
  const all = [...views.values()];
  const count = (...statuses: ClaimedBackupStatus['status'][]): number =>
    all.filter((view) => statuses.includes(view.status)).length;
  const isReady = count('releasable', 'released') >= Math.min(needed, all.length);
  const status = isReady
    ? count('released') > 0
      ? 'released'
      : 'releasable'
    : count('vetoed') > 0
      ? 'vetoed'
      : 'waiting';
  const left = all.map((view) => Math.max(0, view.limit - view.lastAttempt)).sort((a, b) => a - b);
  return {
    manifestId: manifest.id,
    backupId: manifest.body.header.backupId,
    backupVersion: manifest.body.header.backupVersion,
    committedAt,
    status,
    releasableAt: reachedBy(
      all.map((view) => view.releasableAt),
      needed,
    ),
    guessesLeft: left[Math.floor(left.length / 2)] ?? 0,
  };
}
