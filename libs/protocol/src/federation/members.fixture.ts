import { encodeBase64url, sha256, signingKeyPairFromSeed, utf8, type SigningKey } from '@wardkeep/crypto';
import { signStatement } from '../statements/envelope.js';
import type { Body } from '../statements/registry.js';
import { verifyCard, type GuardianCard } from './card.js';
import { cosignConfig } from './config-signatures.js';
import { verifyFoundingConfig, type ProposedConfig, type SealedConfig } from './config.js';
import { proposeConfig, type FederationProposal } from './propose-config.js';

/** A guardian of the specs: everything about it follows from its name. */
export interface Member {
  readonly key: SigningKey;
  readonly publicKey: string;
  readonly card: GuardianCard;
}

export const ISSUED_AT = 1_760_000_000_000;

/** A member whose keys follow from its name, so that every run sees the same bytes. */
export function memberOf(name: string, contact = `${name.toLowerCase()}@example.org`): Member {
  const key = signingKeyPairFromSeed(sha256(utf8(`signing ${name}`)));
  const publicKey = encodeBase64url(key.publicKey);
  const body = {
    type: 'guardian-card',
    version: 1,
    federationId: null,
    epoch: 1,
    signer: { role: 'node', key: publicKey },
    issuedAt: ISSUED_AT,
    name,
    sealingKey: encodeBase64url(sha256(utf8(`sealing ${name}`))),
    instanceKey: encodeBase64url(signingKeyPairFromSeed(sha256(utf8(`instance ${name}`))).publicKey),
    contact,
    softwareVersion: '0.1.0',
    protocolVersion: 1,
  };
  const { text } = signStatement(body as unknown as Body<'guardian-card'>, key);
  return { key, publicKey, card: verifyCard(text) };
}

export const MEMBERS = ['Ada', 'Bo', 'Cy', 'Di', 'Eve'].map((name) => memberOf(name));

function memberAt(index: number): Member {
  const member = MEMBERS[index - 1];
  if (member === undefined) throw new Error(`there is no member ${String(index)}`);
  return member;
}

/** A proposal of the first `n` members with default thresholds. */
export function proposalOf(n = 3, changes: Partial<FederationProposal> = {}): FederationProposal {
  const majority = Math.floor(n / 2) + 1;
  return {
    name: 'Lighthouse',
    cards: MEMBERS.slice(0, n).map((member) => member.card),
    recoverThreshold: majority,
    approvalThreshold: majority,
    policies: {
      openEnrolment: false,
      recoveryDelaySeconds: 86_400,
      inheritanceWaitingSeconds: 2_592_000,
      payloadBytes: 1_048_576,
    },
    issuedAt: ISSUED_AT,
    ...changes,
  };
}

/** A config that the first of its members proposes and nobody else has signed. */
export function proposedConfig(n = 3, changes: Partial<FederationProposal> = {}): ProposedConfig {
  return proposeConfig(proposalOf(n, changes), memberAt(1).key);
}

/** A config that all its members have signed. */
export function sealedConfig(n = 3, changes: Partial<FederationProposal> = {}): SealedConfig {
  const all = MEMBERS.slice(0, n).reduce((config, { key }) => cosignConfig(config, key), proposedConfig(n, changes));
  return verifyFoundingConfig(all.statement.text);
}

/** A guardian's statement in the epoch of a config. */
export function guardianStatement(
  config: ProposedConfig,
  index: number,
  type: string,
  fields: object,
  common: object = {},
): string {
  const member = memberAt(index);
  const body = {
    type,
    version: 1,
    federationId: config.federationId,
    epoch: config.epoch,
    signer: { role: 'guardian', index, key: member.publicKey },
    generation: 1,
    issuedAt: ISSUED_AT,
    ...common,
    ...fields,
  };
  return signStatement(body as never, member.key).text;
}

/** The text with one bit of one character of a value flipped; the value must occur in it. */
export function flipBitOf(text: string, value: string): string {
  const at = text.indexOf(value);
  if (at < 0) throw new Error('value is not in the text');
  const flipped = value.startsWith('A') ? 'B' : 'A';
  return `${text.slice(0, at)}${flipped}${text.slice(at + 1)}`;
}
