import { encodeBase64url } from '@wardkeep/crypto';
import { signStatement, type SealedConfig } from '@wardkeep/protocol';
import type { ClientContext } from '../core/index.js';
import type { DeviceOwnerKey } from './owner-key.js';

const NONCE_BYTES = 32;

/**
 * Signs a check-up request with a nonce of its own, for one guardian: passed on to another, it is refused there.
 *
 * @param context - the context
 * @param config - the config in force
 * @param owner - who asks
 * @param guardianIndex - whom
 */
export function signCheckUp(
  context: ClientContext,
  config: SealedConfig,
  owner: DeviceOwnerKey,
  guardianIndex: number,
): { readonly request: string; readonly nonce: string } {
  const nonce = encodeBase64url(context.rng.bytes(NONCE_BYTES));
  const { text } = signStatement<'check-up-request'>(
    {
      type: 'check-up-request',
      version: 1,
      federationId: config.federationId,
      epoch: config.epoch,
      signer: { role: 'owner', key: owner.stored.key },
      issuedAt: context.clock.now(),
      guardianIndex,
      nonce,
    },
    owner.key,
  );
  return { request: text, nonce };
}
