import {
  blind,
  decodeBase64url,
  encodeBase64url,
  equalBytes,
  type PointBytes,
  type SecretBytes,
} from '@wardkeep/crypto';
import {
  alphaDigestOf,
  firstAttempt,
  guessesLeft,
  type AttemptFields,
  type Path,
  type PathCommitments,
  type PathHeader,
  type StretchedMemorable,
} from '@wardkeep/protocol';
import { WrongMemorableError, type AttemptState, type ClientContext } from '../core/index.js';
import { changeClaim, type OpenedClaim } from './claim-session.js';
import type { AgreedBackup } from './query-claim.js';

/** One try at the memorable information of one path, blinded and ready to be counted. */
export interface Guess {
  readonly claim: OpenedClaim;
  readonly backup: AgreedBackup;
  readonly path: Path;
  readonly header: PathHeader;
  readonly commitments: PathCommitments;
  readonly stretched: StretchedMemorable;
  readonly alpha: PointBytes;
  readonly blind: SecretBytes;
  /** Number to ask for first. */
  readonly attempt: number;
}

/**
 * Blinds the memorable information, or takes up the guess with the same memorable information that this device began before:
 * the same α gets the same tickets again, so a crash never costs a guess.
 *
 * @param context - the context
 * @param claim - the claim
 * @param target - backup and path, with what Argon2id made of the memorable information
 * @throws WrongMemorableError when this device knows already that this guess is wrong; nothing is counted then
 */
export function prepareGuess(
  context: ClientContext,
  claim: OpenedClaim,
  target: Pick<Guess, 'backup' | 'path' | 'header' | 'commitments' | 'stretched'>,
): Guess {
  const { backup, path, stretched } = target;
  const input = stretched.input.reveal();
  const reported = new Map([...backup.views].map(([index, view]) => [index, view.lastAttempt]));
  const next = firstAttempt(reported, claim.federation.config.size);
  const began = claim.stored.attempts.filter((each) => each.manifestId === backup.manifest.id && each.path === path);
  for (const each of began) {
    const again = blind(input, each.blind);
    if (!equalBytes(again.alpha, decodeBase64url(each.alpha))) continue;
    if (each.status === 'wrong') throw new WrongMemorableError(guessesLeftOf(backup, Math.max(each.attempt, next - 1)));
    return { ...target, claim, alpha: again.alpha, blind: again.blind, attempt: each.attempt };
  }
  const fresh = blind(input, context.rng);
  return { ...target, claim, alpha: fresh.alpha, blind: fresh.blind, attempt: next };
}

/**
 * Stores a guess: number, α and blind, before any ticket is asked for, and again with what came of it.
 *
 * @param context - the context
 * @param guess - the guess
 * @param attempt - its number now
 * @param status - what came of it
 */
export async function storeGuess(
  context: ClientContext,
  guess: Guess,
  attempt: number,
  status: AttemptState['status'],
): Promise<void> {
  const { manifest } = guess.backup;
  const alpha = encodeBase64url(guess.alpha);
  const entry = { manifestId: manifest.id, path: guess.path, attempt, alpha, blind: guess.blind, status };
  await changeClaim(context, guess.claim.claimId, (claim) => ({
    ...claim,
    attempts: [...claim.attempts.filter((old) => old.alpha !== alpha), entry],
  }));
}

/**
 * The statement fields of a guess.
 *
 * @param guess - the guess
 * @param attempt - its number now
 */
export function attemptOf(guess: Guess, attempt: number): AttemptFields {
  const { claim, backup, path, alpha } = guess;
  return {
    configId: claim.federation.config.id,
    manifestId: backup.manifest.id,
    path,
    attempt,
    claimId: claim.claimId,
    alphaDigest: alphaDigestOf(alpha),
  };
}

/**
 * Guesses left after one with this number: by the limit that the middle one of the guardians names.
 *
 * @param backup - the backup, as guardians describe it
 * @param attempt - number of the guess
 */
export function guessesLeftOf(backup: AgreedBackup, attempt: number): number {
  return guessesLeft(limitOf(backup), attempt);
}

/** The limit that the middle one of the guardians names, correct guesses added. */
export function limitOf(backup: AgreedBackup): number {
  const limits = [...backup.views.values()].map((view) => view.limit).sort((a, b) => a - b);
  return limits[Math.floor(limits.length / 2)] ?? 0;
}
