import { parseEnvelopeOf, ProtocolError, signInviteUse, verifyReceipt, type Receipt } from '@wardkeep/protocol';
import {
  collect,
  getFederationState,
  readState,
  TooFewGuardiansError,
  tooFewOrRefused,
  type ClientContext,
  type EnrolmentState,
  type JoinedFederation,
  type Outcome,
} from '../core/index.js';
import { saveReceipts, versionOf } from './stored-enrolment.js';

/** How long guardians may still answer once there are enough receipts, milliseconds. */
const GRACE_MS = 3000;
/** Members of a refusal that say which number is the latest. */
export const NUMBERS = ['latestVersion', 'latestPolicy'] as const;

/** What staging came to. */
export interface Staging {
  readonly receipts: readonly Receipt[];
  readonly outcomes: readonly Outcome<unknown>[];
}

/**
 * Stages with every guardian that has given no receipt yet. A guardian that has it already gives the same receipt.
 *
 * @throws TooFewGuardiansError, RefusedError with fewer receipts than needed; those that came are stored
 */
export async function stage(
  context: ClientContext,
  federation: JoinedFederation,
  stored: EnrolmentState,
  need: number,
): Promise<Staging> {
  const { config } = federation;
  const version = versionOf(stored);
  const known = stored.receipts.map(({ index, receipt }) => verifyReceipt(receipt, config, version, index));
  // A commit that was signed names its receipts for good: a second one would contradict it.
  if (stored.commit !== null) return { receipts: known, outcomes: [] };
  const held = new Set(stored.receipts.map(({ index }) => index));
  const { token } = getFederationState(await readState(context), federation.federationId);
  const common = {
    ...(token === null ? {} : { invite: signInviteUse(token.reveal(), federation.federationId, stored.ownerKey) }),
    manifest: stored.manifest,
    epochPart: stored.epochPart,
    policy: stored.policy,
    payload: stored.payload,
  };
  const parcels = new Map(stored.parcels.map(({ index, parcel }) => [index, parcel]));
  const policyId = parseEnvelopeOf(stored.policy, 'policy').id;
  const { ok, outcomes } = await collect(
    context,
    federation.guardians.filter(({ index }) => !held.has(index)),
    async (guardian, callOptions) => {
      const parcel = parcels.get(guardian.index);
      if (parcel === undefined) throw new Error(`enrolment has no parcel for guardian ${String(guardian.index)}`);
      const answer = await guardian.stage({ ...common, parcel }, callOptions);
      const receipt = verifyReceipt(answer.receipt, config, version, guardian.index);
      if (receipt.body.policyId !== policyId) {
        throw new ProtocolError('RECEIPT_INVALID', 'policyId of the receipt is another than expected');
      }
      return receipt;
    },
    { step: 'stage', need: need - held.size, graceMs: GRACE_MS },
  );
  const receipts = [...known, ...ok.map(({ value }) => value)];
  if (receipts.length < need) {
    await saveReceipts(context, stored, receipts);
    throw failureOf(need, receipts.length, outcomes);
  }
  return { receipts, outcomes };
}

/** Refusals that name a number are answered with a higher one, for which every guardian's number is needed. */
function failureOf(need: number, receipts: number, outcomes: readonly Outcome<unknown>[]): Error {
  const isNumber = outcomes.some(
    (outcome) => outcome.kind === 'refused' && NUMBERS.some((name) => outcome.error.extras[name] !== undefined),
  );
  if (isNumber) return new TooFewGuardiansError('stage', need, receipts, outcomes);
  return tooFewOrRefused('stage', need - (receipts - countOk(outcomes)), outcomes);
}

const countOk = (outcomes: readonly Outcome<unknown>[]): number =>
  outcomes.filter((outcome) => outcome.kind === 'ok').length;
