import { encodeBase64url, sealingKeyPairFromSeed, signingKeyPairFromSeed, type Rng } from '@wardkeep/crypto';
import {
  parseEnvelopeOf,
  signStatement,
  type ClaimSession,
  type ParsedStatement,
  type StatementId,
} from '@wardkeep/protocol';
import {
  changeState,
  InputError,
  openFederation,
  readState,
  withEntry,
  type ClaimState,
  type ClientContext,
  type JoinedFederation,
} from '../core/index.js';

/** A claim of this device with its keys, ready to act. */
export interface OpenedClaim {
  readonly federation: JoinedFederation;
  readonly claimId: StatementId;
  readonly session: ClaimSession;
  /** As stored when it was opened. */
  readonly stored: ClaimState;
}

/**
 * Opens a claim from the device's state.
 *
 * @param context - the context
 * @param claimId - which one; the newest when left out
 * @throws InputError NOT_CLAIMED, NOT_JOINED
 */
export async function loadClaim(context: ClientContext, claimId?: string): Promise<OpenedClaim> {
  const { claims } = await readState(context);
  const newestFirst = [...claims].sort((a, b) => b.openedAt - a.openedAt);
  const stored = claimId === undefined ? newestFirst[0] : claims.find((claim) => claim.claimId === claimId);
  if (stored === undefined) throw new InputError('NOT_CLAIMED', 'this device has opened no such claim');
  const session = {
    signing: signingKeyPairFromSeed(stored.signingSeed.reveal()),
    sealing: sealingKeyPairFromSeed(stored.sealingSeed.reveal()),
  };
  const federation = await openFederation(context, stored.federationId);
  return { federation, claimId: stored.claimId, session, stored };
}

/**
 * Changes what is stored of a claim.
 *
 * @param context - the context
 * @param claimId - which one
 * @param change - gives the new entry
 */
export async function changeClaim(
  context: ClientContext,
  claimId: string,
  change: (claim: ClaimState) => ClaimState,
): Promise<ClaimState> {
  const state = await changeState(context, (old) => {
    const found = old.claims.find((claim) => claim.claimId === claimId);
    if (found === undefined) throw new InputError('NOT_CLAIMED', 'this device has opened no such claim');
    return { ...old, claims: withEntry(old.claims, change(found), (claim) => claim.claimId === claimId) };
  });
  return state.claims.find((claim) => claim.claimId === claimId) as ClaimState;
}

/**
 * Signs a question about a claim.
 *
 * @param claim - the claim
 * @param now - milliseconds since 1970
 * @param rng - for the nonce
 */
export function buildClaimQuery(claim: OpenedClaim, now: number, rng: Rng): ParsedStatement<'claim-query'> {
  const { config } = claim.federation;
  return signStatement<'claim-query'>(
    {
      type: 'claim-query',
      version: 1,
      federationId: config.federationId,
      epoch: config.epoch,
      signer: { role: 'claimant', key: parseEnvelopeOf(claim.stored.claim, 'claim').body.signer.key },
      issuedAt: now,
      claimId: claim.claimId,
      nonce: encodeBase64url(rng.bytes(32)),
    },
    claim.session.signing,
  );
}
