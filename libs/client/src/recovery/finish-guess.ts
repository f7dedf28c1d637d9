import { decodeBase64url, encodeBase64url, type SecretBytes } from '@wardkeep/crypto';
import {
  derivePathKeys,
  finishEvaluation,
  isProtocolError,
  verifyGuardianEvaluation,
  verifyManifestMac,
  type PathKeys,
  type ProvenEvaluation,
} from '@wardkeep/protocol';
import {
  collect,
  InputError,
  tooFewOrRefused,
  WrongMemorableError,
  type ClientContext,
  type Outcome,
} from '../core/index.js';
import { inOrder, type CountedGuess } from './collect-tickets.js';
import { attemptOf, guessesLeftOf, storeGuess } from './guess.js';

/** A guess that was right: the claim key shows it. */
export interface RightGuess extends CountedGuess {
  readonly keys: PathKeys;
  readonly rwd: SecretBytes;
  readonly outcomes: readonly Outcome<ProvenEvaluation>[];
}

/**
 * Has t guardians evaluate a counted guess, and finds out whether it is right, before anything is signed with what it gave.
 *
 * @param context - the context
 * @param counted - the guess and its tickets
 * @throws WrongMemorableError with the guesses left; TooFewGuardiansError, RefusedError
 * @throws InputError BACKUP_DAMAGED when the claim key fits and the manifest does not
 */
export async function finishGuess(context: ClientContext, counted: CountedGuess): Promise<RightGuess> {
  const { guess, attempt } = counted;
  const { config } = guess.claim.federation;
  const outcomes = await evaluate(context, counted);
  const evaluations = outcomes.flatMap((outcome) => (outcome.kind === 'ok' ? [outcome.value] : []));
  const rwd = finishEvaluation(evaluations, guess.stretched.input.reveal(), guess.blind, config.size);
  const keys = derivePathKeys(guess.stretched, rwd.reveal(), decodeBase64url(guess.header.salt), guess.path);
  if (encodeBase64url(keys.claimKey.publicKey) !== guess.header.claimKey) {
    rwd.wipe();
    keys.manifestKey.wipe();
    await storeGuess(context, guess, attempt, 'wrong');
    throw new WrongMemorableError(guessesLeftOf(guess.backup, attempt));
  }
  requireUnaltered(guess.backup.manifest.body, keys, guess.path);
  await storeGuess(context, guess, attempt, 'right');
  return { ...counted, keys, rwd, outcomes };
}

async function evaluate(context: ClientContext, counted: CountedGuess): Promise<readonly Outcome<ProvenEvaluation>[]> {
  const { guess, attempt, request, tickets } = counted;
  const { config } = guess.claim.federation;
  const { recoverThreshold: need } = config.size;
  const fields = attemptOf(guess, attempt);
  const body = {
    request,
    alpha: encodeBase64url(guess.alpha),
    tickets: tickets.slice(0, config.size.approvalThreshold).map((ticket) => ticket.statement.text),
  };
  const { outcomes, enough } = await collect<ProvenEvaluation>(
    context,
    inOrder(
      guess,
      tickets.map((ticket) => ticket.guardian),
    ),
    async (guardian, options) => {
      const { evaluation } = await guardian.evaluate(body, options);
      const { alpha, commitments } = guess;
      const expected = { config, index: guardian.index, attempt: fields, alpha, commitments: commitments.oprf };
      return verifyGuardianEvaluation(evaluation, expected);
    },
    { step: 'evaluate', need, firstWave: need },
  );
  if (!enough) throw tooFewOrRefused('evaluate', need, outcomes);
  return outcomes;
}

function requireUnaltered(
  manifest: Parameters<typeof verifyManifestMac>[2],
  keys: PathKeys,
  path: CountedGuess['guess']['path'],
): void {
  try {
    verifyManifestMac(keys.manifestKey, path, manifest);
  } catch (cause) {
    if (!isProtocolError(cause)) throw cause;
    throw new InputError('BACKUP_DAMAGED', 'the manifest is not the one that the owner made', { cause });
  }
}
