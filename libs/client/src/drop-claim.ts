import { changeState, InputError, type ClientContext } from './core/index.js';

/**
 * Forgets a claim of this device with its session keys, so that nobody can go on with it. Guardians let it expire.
 *
 * @param context - the context
 * @param claimId - which claim
 * @throws InputError NOT_CLAIMED
 */
export async function dropClaim(context: Pick<ClientContext, 'store'>, claimId: string): Promise<void> {
  await changeState(context, (state) => {
    const claims = state.claims.filter((claim) => claim.claimId !== claimId);
    if (claims.length === state.claims.length) throw new InputError('NOT_CLAIMED', 'this device has no such claim');
    return { ...state, claims };
  });
}
