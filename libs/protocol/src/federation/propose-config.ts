import { encodeBase64url, utf8, type SigningKey } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { signStatement } from '../statements/envelope.js';
import type { SigningKeyText } from '../statements/fields.js';
import type { FederationPolicies } from '../statements/federation.js';
import type { Body } from '../statements/registry.js';
import type { GuardianCard } from './card.js';
import { verifyProposedConfig, type ProposedConfig } from './config.js';

/** What the guardian who proposes a federation chooses. */
export interface FederationProposal {
  readonly name: string;
  /** Cards of all guardians, the proposer's among them; they get the indexes 1 to n in this order. */
  readonly cards: readonly GuardianCard[];
  readonly recoverThreshold: number;
  readonly approvalThreshold: number;
  readonly policies: FederationPolicies;
  /** Milliseconds since the Unix epoch, by the proposer's clock. */
  readonly issuedAt: number;
}

/** Bytes that one more signature adds to an envelope: two base64url values and their names. */
const SIGNATURE_BYTES = 43 + 86 + 26;

/**
 * Writes and signs a founding config. To propose is to sign: the proposer's signature is one of the n that seal it.
 *
 * @param proposal - members, thresholds and policies
 * @param key - the proposer's node key
 * @returns the config, with one signature
 * @throws ProtocolError WRONG_SIGNER when no card is of this key; GUARDIAN_DUPLICATE; FEDERATION_SIZE_INVALID;
 *   STATEMENT_MALFORMED; STATEMENT_TOO_LARGE when there would be no room for everybody's signatures
 */
export function proposeConfig(proposal: FederationProposal, key: SigningKey): ProposedConfig {
  const publicKey = encodeBase64url(key.publicKey) as SigningKeyText;
  const own = proposal.cards.findIndex((card) => card.body.signer.key === publicKey);
  if (own < 0) throw new ProtocolError('WRONG_SIGNER', 'config must be proposed by one of its guardians');
  const body = {
    type: 'federation-config',
    version: 1,
    federationId: null,
    epoch: 1,
    signer: { role: 'guardian', index: own + 1, key: publicKey },
    generation: 1,
    issuedAt: proposal.issuedAt,
    name: proposal.name,
    previous: null,
    recoverThreshold: proposal.recoverThreshold,
    approvalThreshold: proposal.approvalThreshold,
    policies: proposal.policies,
    guardians: proposal.cards.map((card, at) => ({ index: at + 1, card: card.text })),
  };
  const { text } = signStatement(body as unknown as Body<'federation-config'>, key);
  if (utf8(text).length + (proposal.cards.length - 1) * SIGNATURE_BYTES > LIMITS.statementBytes) {
    throw new ProtocolError('STATEMENT_TOO_LARGE', 'cards leave no room for the signatures: shorten names or contacts');
  }
  return verifyProposedConfig(text);
}
