import { decodeBase64url, parsePoint } from '@wardkeep/crypto';
import {
  buildReleaseRequest,
  combineReleasedParts,
  openBackup,
  openReleasedParts,
  requirePayload,
  type Bundle,
  type ReleasedParts,
} from '@wardkeep/protocol';
import {
  collect,
  InputError,
  tooFewOrRefused,
  type ClientContext,
  type GuardianApi,
  type Outcome,
} from '../core/index.js';
import { inOrder } from './collect-tickets.js';
import type { RightGuess } from './finish-guess.js';
import { PayloadCarrier } from './payload-carrier.js';

/** A backup that was opened on this device. */
export interface OpenedBackup {
  readonly bundle: Bundle;
  readonly outcomes: readonly Outcome<ReleasedParts>[];
  /** Release statements of the guardians that handed over their parts. */
  readonly releases: readonly string[];
}

/**
 * Has t guardians release their parts, one of them with the payload, and opens the backup.
 *
 * @param context - the context
 * @param right - the guess that was right
 * @throws TooFewGuardiansError, RefusedError
 * @throws InputError BACKUP_DAMAGED when parts that are all as the owner signed them do not open the backup
 */
export async function collectParts(context: ClientContext, right: RightGuess): Promise<OpenedBackup> {
  const { guess, keys, rwd } = right;
  const { size } = guess.claim.federation.config;
  const payload = new PayloadCarrier(context, context.patience.hedgeAfterMs / 2);
  const { ok, outcomes } = await collect<ReleasedParts>(
    context,
    inOrder(guess, answeredBy(right)),
    (guardian, options) => askOne(context, right, guardian, payload, options),
    {
      step: 'release',
      firstWave: size.recoverThreshold,
      isEnough: (found) => found.length >= size.recoverThreshold && payload.bytes !== null,
    },
  );
  const parts = ok.map(({ value }) => value);
  if (parts.length < size.recoverThreshold) throw tooFewOrRefused('release', size.recoverThreshold, outcomes);
  const holders = ok.map(({ index }) => index);
  const { bytes, outcomes: again } =
    payload.bytes === null ? await collectPayload(context, right, holders) : { bytes: payload.bytes, outcomes: [] };
  if (bytes === null) throw tooFewOrRefused('release', 1, again);
  try {
    const releaseKey = parsePoint(decodeBase64url(guess.header.releaseKey));
    const { releaseSecret, shards } = combineReleasedParts(parts, releaseKey, size);
    const { body: manifest } = guess.backup.manifest;
    const { path, stretched } = guess;
    const released = { manifest, path, stretched, rwd: rwd.reveal(), releaseSecret, shards, payload: bytes };
    const bundle = await openBackup(released);
    releaseSecret.fill(0);
    return { bundle, outcomes: [...outcomes, ...again], releases: parts.map(({ statement }) => statement.text) };
  } catch (cause) {
    throw new InputError('BACKUP_DAMAGED', 'the backup does not open although every part is as its owner made it', {
      cause,
    });
  } finally {
    for (const secret of [rwd, keys.manifestKey]) secret.wipe();
    for (const each of parts) wipeParts(each);
  }
}

/** C alone, when the parts have come without it: whoever was asked for it has failed, and the others were not asked. */
async function collectPayload(
  context: ClientContext,
  right: RightGuess,
  holders: readonly number[],
): Promise<Pick<PayloadCarrier, 'bytes'> & { readonly outcomes: readonly Outcome<ReleasedParts>[] }> {
  const payload = new PayloadCarrier(context, 0);
  const { outcomes, ok } = await collect<ReleasedParts>(
    context,
    inOrder(right.guess, holders),
    (guardian, options) => askOne(context, right, guardian, payload, options),
    { step: 'release', need: 1, firstWave: 1 },
  );
  for (const { value } of ok) wipeParts(value);
  return { bytes: payload.bytes, outcomes };
}

function wipeParts({ shard, releasePart }: ReleasedParts): void {
  shard.fill(0);
  releasePart.fill(0);
}

async function askOne(
  context: ClientContext,
  right: RightGuess,
  guardian: GuardianApi,
  payload: PayloadCarrier,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<ReleasedParts> {
  const { guess, attempt, keys } = right;
  const { claim, backup, path, commitments } = guess;
  const { config } = claim.federation;
  const { index } = guardian;
  const { manifest } = backup;
  const wanted = { claimId: claim.claimId, manifestId: manifest.id, path, attempt, guardianIndex: index };
  const signers = { session: claim.session.signing, claimKey: keys.claimKey };
  const request = buildReleaseRequest(wanted, config, signers, context.clock.now(), context.rng);
  const turn = payload.claim();
  const withPayload = turn !== null;
  try {
    const answer = await guardian.release({ request: request.text, withPayload }, options);
    const expected = {
      config,
      index,
      claimId: claim.claimId,
      manifestId: manifest.id,
      path,
      requestId: request.id,
      shardDigest: commitments.shardDigests.get(index) ?? '',
      commitments: commitments.release,
    };
    const parts = await openReleasedParts(answer, expected, claim.session.sealing);
    if (withPayload) payload.bytes = checkedPayload(answer.payload, right);
    return parts;
  } finally {
    if (turn !== null) payload.giveUp(turn);
  }
}

function checkedPayload(text: string | undefined, { guess }: RightGuess): Uint8Array {
  const bytes = decodeBase64url(text ?? '');
  requirePayload(bytes, guess.backup.manifest.body.payload);
  return bytes;
}

function answeredBy({ outcomes }: RightGuess): readonly number[] {
  return outcomes.filter((outcome) => outcome.kind === 'ok').map((outcome) => outcome.index);
}
