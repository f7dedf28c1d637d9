import { decodeBase64url, wordsFromEntropy } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { FederationSize } from '../federation-size.js';
import { isSignedBy, parseEnvelopeOf, type ParsedStatement, type VerifiedStatement } from '../statements/envelope.js';
import type { FederationId, StatementId } from '../statements/fields.js';
import type { FederationPolicies } from '../statements/federation.js';
import type { Body, StatementType } from '../statements/registry.js';
import { verifyParsed } from '../statements/verify.js';
import { verifyCard, type GuardianCard } from './card.js';

/** A guardian as the config of an epoch names it. */
export interface Guardian {
  readonly index: number;
  readonly name: string;
  /** Ed25519 key, base64url. */
  readonly signingKey: string;
  /** X25519 key, base64url. */
  readonly sealingKey: string;
  readonly contact: string;
  readonly card: GuardianCard;
}

/** A config that is consistent in itself, whoever has signed it: what the ceremony shows before it is sealed. */
export interface ProposedConfig {
  readonly id: StatementId;
  readonly federationId: FederationId;
  readonly epoch: number;
  readonly name: string;
  readonly size: FederationSize;
  readonly policies: FederationPolicies;
  /** Sorted by index. */
  readonly guardians: readonly Guardian[];
  readonly statement: ParsedStatement<'federation-config'>;
}

declare const sealed: unique symbol;
/** A config that every guardian in it has signed; only {@link verifyFoundingConfig} makes one. */
export interface SealedConfig extends ProposedConfig {
  readonly [sealed]: true;
}

/**
 * Reads a proposed founding config and checks all that can be checked before everybody has signed: sizes, cards,
 * distinct keys, and the proposer's signature.
 *
 * @param text - canonical text of the envelope
 * @throws ProtocolError CONFIG_INVALID, GUARDIAN_DUPLICATE, FEDERATION_SIZE_INVALID, WRONG_SIGNER, SIGNATURE_INVALID, …
 */
export function verifyProposedConfig(text: string): ProposedConfig {
  const statement = parseEnvelopeOf(text, 'federation-config');
  const { body } = statement;
  if ((body.federationId as string | null) !== null || body.previous !== null || body.epoch !== 1) {
    throw new ProtocolError(
      'CONFIG_INVALID',
      'a founding config must have epoch 1 and neither federationId nor previous',
    );
  }
  const guardians = body.guardians.map(({ index, card }) => guardianOf(index, verifyCard(card)));
  for (const key of ['signingKey', 'sealingKey'] as const) {
    if (new Set(guardians.map((guardian) => guardian[key])).size !== guardians.length) {
      throw new ProtocolError('GUARDIAN_DUPLICATE', `two guardians have the same ${key}`);
    }
  }
  const proposer = guardians.find((guardian) => guardian.index === body.signer.index);
  if (proposer?.signingKey !== body.signer.key) {
    throw new ProtocolError('WRONG_SIGNER', 'config must be proposed by one of its guardians');
  }
  verifyParsed(statement, { federationId: null, signerKey: proposer.signingKey });
  return {
    id: statement.id,
    federationId: statement.id as string as FederationId,
    epoch: body.epoch,
    name: body.name,
    size: FederationSize.of(guardians.length, body.recoverThreshold, body.approvalThreshold),
    policies: body.policies,
    guardians,
    statement,
  };
}

/**
 * Reads a founding config that must be sealed, that is signed by every guardian in it.
 *
 * @param text - canonical text of the envelope
 * @param federationId - the expected federationId; left out only by a node that is itself in the ceremony
 * @throws ProtocolError as {@link verifyProposedConfig}, and SIGNATURE_MISSING, SIGNATURE_INVALID, WRONG_FEDERATION
 */
export function verifyFoundingConfig(text: string, federationId?: FederationId): SealedConfig {
  const proposed = verifyProposedConfig(text);
  if (federationId !== undefined && proposed.federationId !== federationId) {
    throw new ProtocolError('WRONG_FEDERATION', 'config is of another federation');
  }
  for (const guardian of proposed.guardians) {
    if (!proposed.statement.signatures.some((signature) => signature.key === guardian.signingKey)) {
      throw new ProtocolError('SIGNATURE_MISSING', `config lacks the signature of guardian ${String(guardian.index)}`);
    }
    if (!isSignedBy(proposed.statement, guardian.signingKey)) {
      throw new ProtocolError(
        'SIGNATURE_INVALID',
        `signature of guardian ${String(guardian.index)} on the config does not verify`,
      );
    }
  }
  return proposed as SealedConfig;
}

/**
 * The twelve BIP-39 words that guardians read aloud to each other: the first 128 bits of the config's id.
 *
 * @param configId - id of the config statement
 */
export function fingerprintOf(configId: StatementId): readonly string[] {
  return wordsFromEntropy(decodeBase64url(configId).slice(0, 16));
}

/**
 * The guardian with an index.
 *
 * @throws ProtocolError GUARDIAN_UNKNOWN
 */
export function getGuardian(config: ProposedConfig, index: number): Guardian {
  const found = config.guardians.find((guardian) => guardian.index === index);
  if (found === undefined) throw new ProtocolError('GUARDIAN_UNKNOWN', `federation has no guardian ${String(index)}`);
  return found;
}

/** Types of statement that guardians sign. */
export type GuardianStatementType = {
  [T in StatementType]: Body<T>['signer']['role'] extends 'guardian' ? T : never;
}[StatementType];

/**
 * Checks a statement that a guardian of this config must have signed: federation, epoch, index, key, signature.
 *
 * The generation of the signer is not looked at: until share files can be imported there is only the first. Whoever adds §8 passes
 * the highest generation that the node has acknowledged for the guardian here, and refuses lower ones with WRONG_GENERATION.
 *
 * @param text - canonical text of the envelope
 * @param type - the expected type
 * @param config - the config whose guardians may sign
 * @param index - the expected guardian; any guardian of the config when left out
 * @throws ProtocolError as `verifyStatement`, and GUARDIAN_UNKNOWN
 */
export function verifyGuardianStatement<T extends GuardianStatementType>(
  text: string,
  type: T,
  config: SealedConfig,
  index?: number,
): VerifiedStatement<T> {
  const parsed = parseEnvelopeOf(text, type);
  // The schema of every such type asks for the role of a guardian.
  const { signer } = (parsed as ParsedStatement<'vote'>).body;
  if (index !== undefined && signer.index !== index) {
    throw new ProtocolError(
      'WRONG_SIGNER',
      `${type} must be signed by guardian ${String(index)}, got ${String(signer.index)}`,
    );
  }
  const guardian = getGuardian(config, signer.index);
  return verifyParsed(parsed, {
    federationId: config.federationId,
    epoch: config.epoch,
    signerKey: guardian.signingKey,
  });
}

function guardianOf(index: number, card: GuardianCard): Guardian {
  const { name, sealingKey, contact, signer } = card.body;
  return { index, name, signingKey: signer.key, sealingKey, contact, card };
}
