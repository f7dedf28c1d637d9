import { cryptoReady, encodeBase64url, SecretBytes } from '@wardkeep/crypto';
import {
  buildClaim,
  verificationWords,
  type BuiltClaim,
  type EvidenceInput,
  type FederationId,
  type IdentityInput,
  type StatementId,
} from '@wardkeep/protocol';
import {
  changeState,
  collect,
  culpritsOf,
  during,
  openFederation,
  summarizeOutcomes,
  tooFewOrRefused,
  type ClientContext,
  type GuardianOutcome,
  type JoinedFederation,
} from './core/index.js';

/** Who claims, and how guardians reach them. */
export interface OpenClaimInput {
  readonly identity: IdentityInput;
  /** Shown to guardians only; may be empty. */
  readonly contact?: string;
  /** PDF, PNG or JPEG documents for the guardians. */
  readonly evidence?: readonly EvidenceInput[];
  /** One-time code of a guardian, when too many claims are open. */
  readonly admissionCode?: string;
  /** Which federation; may be left out on a device that has joined only one. */
  readonly federationId?: FederationId;
}

/** A claim that guardians now know of. */
export interface ClaimOpened {
  readonly claimId: StatementId;
  /** Six words to be read aloud to every guardian. */
  readonly words: readonly string[];
  readonly guardians: readonly GuardianOutcome[];
  readonly culprits: ReturnType<typeof culpritsOf>;
}

/** How long the slower guardians are waited for once a quorum has the claim, milliseconds; the others tell them anyway. */
const GRACE_MS = 1000;

/**
 * Opens a claim on the backups under an identity. Its session keys are stored on this device before anybody hears of it:
 * only this device can go on with it.
 *
 * @param context - the context
 * @param input - identity and contact
 * @throws ProtocolError as `normalizeIdentity`, CLAIM_INVALID, EVIDENCE_TOO_LARGE
 * @throws RefusedError when the guardians agree why not, such as CLOCK_SKEW or CLAIMS_FULL
 * @throws TooFewGuardiansError when not one guardian took it
 */
export async function openClaim(context: ClientContext, input: OpenClaimInput): Promise<ClaimOpened> {
  await cryptoReady();
  const federation = await openFederation(context, input.federationId);
  const { identity, contact = '', evidence = [] } = input;
  const now = context.clock.now();
  const built = await during(context, 'derive-keys', () =>
    buildClaim({ config: federation.config, identity, contact, evidence, now }, context.rng),
  );
  await storeClaim(context, federation, built, now);
  const { outcomes, ok } = await during(context, 'open-claim', () =>
    collect(
      context,
      federation.guardians,
      (guardian, options) => guardian.openClaim(requestOf(built, input), options),
      {
        step: 'open-claim',
        need: federation.config.size.approvalThreshold,
        graceMs: GRACE_MS,
      },
    ),
  );
  if (ok.length === 0) throw tooFewOrRefused('open-claim', 1, outcomes);
  await sendEvidence(context, federation, built);
  return {
    claimId: built.claim.id,
    words: verificationWords(built.claim.id),
    guardians: summarizeOutcomes(outcomes),
    culprits: culpritsOf(outcomes),
  };
}

function requestOf({ claim, parcels }: BuiltClaim, { admissionCode }: OpenClaimInput) {
  const request = { claim: claim.text, parcels: [...parcels] };
  return admissionCode === undefined ? request : { ...request, admissionCode };
}

async function storeClaim(
  context: ClientContext,
  federation: JoinedFederation,
  { claim, parcels, session, lookupId }: BuiltClaim,
  now: number,
): Promise<void> {
  const entry = {
    federationId: federation.federationId,
    claimId: claim.id,
    claim: claim.text,
    parcels: [...parcels],
    signingSeed: session.signing.seed(),
    sealingSeed: session.sealing.seed(),
    lookupId: SecretBytes.from(lookupId),
    openedAt: now,
    attempts: [],
    takeOvers: [],
  };
  await changeState(context, (state) => ({ ...state, claims: [...state.claims, entry] }));
}

/** Every guardian gets the ciphertext itself: whoever wants to see it must not depend on another. */
async function sendEvidence(context: ClientContext, federation: JoinedFederation, built: BuiltClaim): Promise<void> {
  if (built.evidence.length === 0) return;
  await during(context, 'send-evidence', async () => {
    for (const { item, ciphertext } of built.evidence) {
      const request = { claimId: built.claim.id, digest: item.digest, ciphertext: encodeBase64url(ciphertext) };
      const send = collect(context, federation.guardians, (guardian, options) => guardian.evidence(request, options), {
        step: 'send-evidence',
        need: federation.config.size.approvalThreshold,
        graceMs: GRACE_MS,
      });
      const { outcomes, ok } = await send;
      if (ok.length === 0) throw tooFewOrRefused('send-evidence', 1, outcomes);
    }
  });
}
