import { decodeBase64url, encodeBase64url, verifyEd25519, type SigningKey } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { assembleEnvelope, signingBytes, type Signature } from '../statements/envelope.js';
import type { SigningKeyText } from '../statements/fields.js';
import type { Guardian, ProposedConfig } from './config.js';

/**
 * Adds a guardian's own signature to a proposed config.
 *
 * @param config - a proposed config
 * @param key - node key of one of its guardians
 * @returns the config with one more signature, or the same signatures when it was signed already
 * @throws ProtocolError WRONG_SIGNER when no guardian of the config has this key
 */
export function cosignConfig(config: ProposedConfig, key: SigningKey): ProposedConfig {
  const publicKey = encodeBase64url(key.publicKey) as SigningKeyText;
  if (!config.guardians.some((guardian) => guardian.signingKey === publicKey)) {
    throw new ProtocolError('WRONG_SIGNER', 'config can be signed only by one of its guardians');
  }
  const signature = encodeBase64url(key.sign(signingBytes(config.statement.body)));
  return withSignatures(config, [...config.statement.signatures, { key: publicKey, signature }]);
}

/**
 * Unites the signatures on two copies of one config. Signatures of strangers and wrong ones are dropped, so that nobody
 * can push a good one out or fill the envelope up.
 *
 * @param config - the copy that is kept
 * @param other - a copy from elsewhere
 * @returns the config with every good signature of either copy, in the order of the guardians
 * @throws ProtocolError WRONG_CONFIG when they are two configs
 */
export function mergeConfigSignatures(config: ProposedConfig, other: ProposedConfig): ProposedConfig {
  if (config.id !== other.id) throw new ProtocolError('WRONG_CONFIG', 'signatures are of another config');
  return withSignatures(config, [...config.statement.signatures, ...other.statement.signatures]);
}

/**
 * Who has signed a proposed config. Each guardian counts once, and only with a signature that verifies.
 *
 * @param config - a proposed config
 * @returns their indexes, sorted
 */
export function signersOfConfig(config: ProposedConfig): readonly number[] {
  return config.guardians
    .filter((guardian) => goodSignature(config, guardian, config.statement.signatures) !== undefined)
    .map((guardian) => guardian.index);
}

function withSignatures(config: ProposedConfig, candidates: readonly Signature[]): ProposedConfig {
  const signatures = config.guardians.flatMap((guardian) => goodSignature(config, guardian, candidates) ?? []);
  return { ...config, statement: assembleEnvelope(config.statement.body, signatures) };
}

function goodSignature(
  config: ProposedConfig,
  guardian: Guardian,
  candidates: readonly Signature[],
): Signature | undefined {
  const key = decodeBase64url(guardian.signingKey);
  const bytes = signingBytes(config.statement.body);
  return candidates.find(
    (candidate) =>
      candidate.key === guardian.signingKey && verifyEd25519(key, bytes, decodeBase64url(candidate.signature)),
  );
}
