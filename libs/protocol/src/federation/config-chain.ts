import { ProtocolError } from '../errors.js';
import { parseEnvelopeOf } from '../statements/envelope.js';
import type { FederationId } from '../statements/fields.js';
import { verifyFoundingConfig, type SealedConfig } from './config.js';

/**
 * Checks a chain of configs from the founding one to the newest.
 *
 * Version 1 of the software knows no reshare, so a chain of more than one config is refused: with EPOCH_UNSUPPORTED when
 * it is linked as a later software would link it, which tells the reader to update.
 *
 * @param configs - canonical texts, founding config first
 * @param federationId - the expected federation
 * @returns the newest config
 * @throws ProtocolError CONFIG_CHAIN_BROKEN, EPOCH_UNSUPPORTED, or as `verifyFoundingConfig`
 */
export function verifyConfigChain(configs: readonly string[], federationId: FederationId): SealedConfig {
  const [first, second] = configs;
  if (first === undefined)
    throw new ProtocolError('CONFIG_CHAIN_BROKEN', 'config chain must begin with the founding config');
  const founding = verifyFoundingConfig(first, federationId);
  if (second === undefined) return founding;
  const { body } = parseEnvelopeOf(second, 'federation-config');
  const isSuccessor =
    body.federationId === federationId && body.previous === founding.id && body.epoch > founding.epoch;
  if (!isSuccessor) {
    throw new ProtocolError('CONFIG_CHAIN_BROKEN', 'second config of the chain does not follow the founding config');
  }
  throw new ProtocolError('EPOCH_UNSUPPORTED', `epoch ${String(body.epoch)} needs a newer version of this software`);
}
