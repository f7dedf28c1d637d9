import {
  type FederationPolicies,
  fingerprintOf,
  type PreflightFailure,
  type ProposedConfig,
  signersOfConfig,
} from '@wardkeep/protocol';
import type { CeremonyStatus, StoredConfig } from './ceremony/ceremony.repository.js';

/** A guardian as operators see it. */
export interface GuardianView {
  readonly index: number;
  readonly name: string;
  readonly contact: string;
  readonly signingKey: string;
  readonly sealingKey: string;
  readonly softwareVersion: string;
  readonly urls: readonly string[];
  /** Whether it is this node. */
  readonly self: boolean;
}

/** A config in full, as it is shown before anybody signs it. */
export interface ConfigView {
  readonly configId: string;
  readonly federationId: string;
  readonly epoch: number;
  readonly name: string;
  readonly recoverThreshold: number;
  readonly approvalThreshold: number;
  readonly policies: FederationPolicies;
  readonly guardians: readonly GuardianView[];
  /** Twelve words to be read aloud. */
  readonly fingerprint: readonly string[];
}

/** A config in the ceremony. */
export interface ProposalView extends ConfigView {
  readonly status: CeremonyStatus;
  /** Index of the guardian who proposed it. */
  readonly proposedBy: number;
  readonly proposedAt: number;
  readonly signedAt: number | null;
  readonly sealedAt: number | null;
  /** Indexes of those whose signature is known here, and of all others. */
  readonly signedBy: readonly number[];
  readonly missing: readonly number[];
  /** Null where it was not asked for, or is no longer needed. */
  readonly preflight: { readonly passed: boolean; readonly failures: readonly PreflightFailure[] } | null;
}

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
