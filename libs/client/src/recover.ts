import { cryptoReady, decodeBase64url, type SecretBytes } from '@wardkeep/crypto';
import {
  normalizeMemorable,
  stretchMemorable,
  tallyVotes,
  wipeStretched,
  type BackupSecret,
  type StatementId,
} from '@wardkeep/protocol';
import { reportOn } from './claim-status.js';
import {
  ClaimClosedError,
  culpritsOf,
  during,
  InputError,
  NotApprovedError,
  RefusedError,
  tooFewOrRefused,
  type ClientContext,
  type Outcome,
} from './core/index.js';
import { loadClaim, type OpenedClaim } from './recovery/claim-session.js';
import { collectParts } from './recovery/collect-parts.js';
import { collectTickets } from './recovery/collect-tickets.js';
import { finishGuess } from './recovery/finish-guess.js';
import { prepareGuess, type Guess } from './recovery/guess.js';
import { agreedBackups, queryClaim, type AgreedBackup, type QueriedClaim } from './recovery/query-claim.js';
import { settleOwnership, type Ownership } from './take-over.js';

/** What a claimant knows. */
export interface RecoverInput {
  /** The memorable information as typed. */
  readonly memorable: string;
  /** Which claim; the newest of this device when left out. */
  readonly claimId?: string;
  /** Which backup, by manifest id or backup id; the newest one under the identity that is not vetoed when left out. */
  readonly backup?: string;
  /** What to do with the backup afterwards; see {@link Ownership}. Rotates when left out. */
  readonly afterwards?: 'rotate' | 'install' | 'nothing';
  /**
   * Called as soon as the secrets are open, before anything else is done, so that the caller has them safe whatever happens
   * then.
   */
  readonly onSecrets?: (secrets: readonly BackupSecret[]) => void | Promise<void>;
}

/** A guardian whose answer was provably wrong, and why. */
export interface Culprit {
  readonly index: number;
  readonly reason: string;
}

/** What was recovered. */
export interface Recovered {
  readonly manifestId: StatementId;
  readonly backupId: string;
  readonly backupVersion: number;
  readonly secrets: readonly BackupSecret[];
  /** When the owner made this version, milliseconds since 1970. */
  readonly createdAt: number;
  readonly culprits: readonly Culprit[];
  readonly ownership: Ownership;
}

/**
 * Recovers the secrets of a backup: one guess at its memorable information, counted by q guardians, and the parts of t of them.
 * Everything that must not be lost is stored before it is sent, so calling again after a crash goes on where it was.
 *
 * Then this device becomes the owner and the backup is rotated, unless the caller asks for less. A failure of that does not
 * make the recovery fail.
 *
 * @param context - the context
 * @param input - the memorable information, and which backup
 * @returns the secrets; wipe them when done
 * @throws WrongMemorableError with the guesses left; PathLockedError
 * @throws NotApprovedError when approvals are missing or the delay is not over; ClaimClosedError
 * @throws InputError NOT_CLAIMED, BACKUP_NOT_FOUND, BACKUP_DAMAGED
 * @throws TooFewGuardiansError; RefusedError when guardians agree why not
 */
export async function recover(context: ClientContext, input: RecoverInput): Promise<Recovered> {
  await cryptoReady();
  const memorable = normalizeMemorable(input.memorable);
  const claim = await loadClaim(context, input.claimId);
  try {
    const askedAt = context.clock.now();
    const queried = await during(context, 'query-claim', () => queryClaim(context, claim, enoughFor(claim)));
    const backup = chooseBackup(claim, queried, input.backup, askedAt);
    const guess = await makeGuess(context, claim, backup, memorable);
    try {
      return await open(context, guess, queried, input);
    } finally {
      wipeStretched(guess.stretched);
    }
  } catch (error) {
    throw error instanceof RefusedError ? claimErrorOf(error) : error;
  } finally {
    memorable.wipe();
  }
}

async function open(
  context: ClientContext,
  guess: Guess,
  queried: QueriedClaim,
  input: RecoverInput,
): Promise<Recovered> {
  const counted = await during(context, 'ticket', () => collectTickets(context, guess));
  const right = await during(context, 'evaluate', () => finishGuess(context, counted));
  const { bundle, outcomes, releases } = await during(context, 'release', () => collectParts(context, right));
  const { secrets, createdAt, ownerKeySeed } = bundle;
  ownerKeySeed.wipe();
  await input.onSecrets?.(secrets);
  const { manifest } = guess.backup;
  const all: readonly (readonly Outcome<unknown>[])[] = [
    queried.outcomes,
    counted.ticketOutcomes,
    right.outcomes,
    outcomes,
  ];
  return {
    manifestId: manifest.id,
    backupId: manifest.body.header.backupId,
    backupVersion: manifest.body.header.backupVersion,
    secrets,
    createdAt,
    culprits: all.flatMap((each) => culpritsOf(each)),
    ownership: await settleOwnership(context, right, {
      afterwards: input.afterwards ?? 'rotate',
      releases,
      secrets,
      memorable: input.memorable,
    }),
  };
}

/**
 * q answers are enough when each lists backups and t of them list each alike: waiting for more would change nothing. Where they
 * do not agree, one of them may hide a backup or make one up, and the others are heard too.
 */
function enoughFor(claim: OpenedClaim): NonNullable<Parameters<typeof queryClaim>[2]> {
  const { config } = claim.federation;
  return (answers) => {
    const listing = [...answers].filter(([, answer]) => answer.backups.length > 0);
    if (!config.size.hasApprovalQuorum(listing.map(([index]) => index))) return false;
    const listed = new Set(listing.flatMap(([, answer]) => answer.backups.map(({ manifest }) => manifest.id)));
    return agreedBackups(answers, config).length === listed.size;
  };
}

/** Nodes' clocks differ a little: so soon after a delay, guardians that list no backup may just not be there yet. */
const SETTLING_MS = 2000;

function chooseBackup(
  claim: OpenedClaim,
  queried: QueriedClaim,
  wanted: string | undefined,
  askedAt: number,
): AgreedBackup {
  const { backups, answers, votes, outcomes } = queried;
  const matches = ({ manifest }: AgreedBackup): boolean =>
    wanted === undefined || manifest.id === wanted || manifest.body.header.backupId === wanted;
  const found = backups.filter(matches);
  // Somebody who plants a newer backup under this identity and vetoes the claim on it must not hide the true one.
  const chosen = found.find((backup) => !isVetoed(backup, claim)) ?? found[0];
  if (chosen !== undefined) return chosen;
  // Too few to say what there is: the others may know of approvals and backups.
  const { approvalThreshold } = claim.federation.config.size;
  if (answers.size < approvalThreshold) throw tooFewOrRefused('query-claim', approvalThreshold, outcomes);
  const { status, delayEndsAt, approvalsNeeded } = reportOn(claim, queried);
  if (status === 'rejected' || status === 'vetoed' || status === 'expired') throw new ClaimClosedError(status);
  const approvals = tallyVotes(votes, claim.claimId).approvals.size;
  const isOver = backups.length > 0 || (delayEndsAt !== null && delayEndsAt + SETTLING_MS <= askedAt);
  if (approvals < approvalsNeeded || !isOver) throw new NotApprovedError({ approvals, approvalsNeeded, delayEndsAt });
  throw new InputError('BACKUP_NOT_FOUND', 'there is no such backup under the claimed identity');
}

/** Whether so many guardians say so that the others cannot ticket. */
function isVetoed({ views }: AgreedBackup, { federation }: OpenedClaim): boolean {
  const vetoed = [...views.values()].filter(({ status }) => status === 'vetoed').length;
  return vetoed >= federation.config.size.rejectionsToClose;
}

async function makeGuess(
  context: ClientContext,
  claim: OpenedClaim,
  backup: AgreedBackup,
  memorable: SecretBytes,
): Promise<Guess> {
  const path = 'recovery';
  const header = backup.manifest.body.header.paths[path];
  const commitments = backup.epochPart.paths.get(path);
  if (header === undefined || commitments === undefined) {
    throw new InputError('BACKUP_NOT_FOUND', 'the backup cannot be recovered on this path');
  }
  const stretched = await during(context, 'derive-keys', () =>
    stretchMemorable(memorable, decodeBase64url(header.salt), header.kdf),
  );
  return prepareGuess(context, claim, { backup, path, header, commitments, stretched });
}

/** What guardians agree to refuse, in the words of this package where it has some. */
function claimErrorOf(error: RefusedError): Error {
  const { code, extras } = error;
  if (code === 'CLAIM_REJECTED') return new ClaimClosedError('rejected');
  if (code === 'CLAIM_VETOED') return new ClaimClosedError('vetoed');
  if (code === 'CLAIM_EXPIRED') return new ClaimClosedError('expired');
  if (code !== 'NOT_APPROVED' && code !== 'DELAY_NOT_OVER') return error;
  const numberOf = (name: string): number => (typeof extras[name] === 'number' ? extras[name] : 0);
  const delayEndsAt = code === 'DELAY_NOT_OVER' ? numberOf('releasableAt') : null;
  return new NotApprovedError({
    approvals: numberOf('approvals'),
    approvalsNeeded: numberOf('approvalsNeeded'),
    delayEndsAt,
  });
}
