import { isProtocolError, ProtocolError } from '../errors.js';
import { parseEnvelopeOf, type VerifiedStatement } from '../statements/envelope.js';
import { verifyParsed } from '../statements/verify.js';
import { getGuardian, type SealedConfig } from './config.js';

/** A guardian's declaration that the federation winds down. It cannot be taken back. */
export type WindingDown = VerifiedStatement<'winding-down'>;

/**
 * Checks one guardian's declaration.
 *
 * @param text - canonical text of the envelope
 * @param config - the config in force
 * @throws ProtocolError WRONG_CONFIG when it names another config, or as `verifyStatement`
 */
export function verifyWindingDown(text: string, config: SealedConfig): WindingDown {
  const parsed = parseEnvelopeOf(text, 'winding-down');
  const { signingKey } = getGuardian(config, parsed.body.signer.index);
  const expected = { federationId: config.federationId, epoch: config.epoch, signerKey: signingKey };
  const declaration = verifyParsed(parsed, expected);
  if (declaration.body.configId !== config.id) {
    throw new ProtocolError('WRONG_CONFIG', 'winding-down names another config');
  }
  return declaration;
}

/**
 * Who has declared that a federation winds down. What does not verify is passed over: anybody may have put it there.
 *
 * @param texts - declarations from outside
 * @param config - the config in force
 * @returns the declarations that count, one for each guardian, by index
 */
export function collectWindingDown(texts: Iterable<string>, config: SealedConfig): ReadonlyMap<number, WindingDown> {
  const found = new Map<number, WindingDown>();
  for (const text of texts) {
    try {
      const declaration = verifyWindingDown(text, config);
      const { index } = declaration.body.signer;
      if (!found.has(index)) found.set(index, declaration);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
    }
  }
  return found;
}

/**
 * Whether a federation winds down: at least q distinct guardians have declared it.
 *
 * @param texts - declarations from outside
 * @param config - the config in force
 */
export function isWindingDown(texts: Iterable<string>, config: SealedConfig): boolean {
  return collectWindingDown(texts, config).size >= config.size.approvalThreshold;
}
