import {
  type ConfigView,
  fingerprintOf,
  type PreflightFailure,
  type ProposalView,
  type ProposedConfig,
  signersOfConfig,
} from '@wardkeep/protocol';
import type { StoredConfig } from './ceremony/ceremony.repository.js';

/**
 * @param config - A config.
 * @param selfKey - This node's signing key, base64url.
 * @param urls - Announced URLs by signing key.
 */
export function viewConfig(
  config: ProposedConfig,
  selfKey: string,
  urls: ReadonlyMap<string, readonly string[]>,
): ConfigView {
  const { id, federationId, epoch, name, size, policies } = config;
  const { recoverThreshold, approvalThreshold } = size;
  const guardians = config.guardians.map(({ index, name, contact, signingKey, sealingKey, card }) => ({
    index,
    name,
    contact,
    signingKey,
    sealingKey,
    softwareVersion: card.body.softwareVersion,
    urls: urls.get(signingKey) ?? [],
    self: signingKey === selfKey,
  }));
  const fingerprint = fingerprintOf(id);
  return {
    configId: id,
    federationId,
    epoch,
    name,
    recoverThreshold,
    approvalThreshold,
    policies,
    guardians,
    fingerprint,
  };
}

/**
 * @param stored - A config in the ceremony.
 * @param view - From {@link viewConfig}.
 * @param failures - Of preflight; null when it was not run.
 */
export function viewProposal(
  stored: StoredConfig,
  view: ConfigView,
  failures: readonly PreflightFailure[] | null,
): ProposalView {
  const { config, status, proposedAt, signedAt, sealedAt } = stored;
  const signedBy = signersOfConfig(config);
  return {
    ...view,
    status,
    proposedBy: config.statement.body.signer.index,
    proposedAt,
    signedAt,
    sealedAt,
    signedBy,
    missing: config.guardians.map(({ index }) => index).filter((index) => !signedBy.includes(index)),
    preflight: failures === null ? null : { passed: failures.length === 0, failures },
  };
}
