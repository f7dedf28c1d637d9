import { join } from 'node:path';
import { encodeBase64url, type SealingKeyPair, type SigningKey } from '@wardkeep/crypto';
import {
  cosignConfig,
  LIMITS,
  proposeConfig,
  signStatement,
  verifyCard,
  type Body,
  type FederationPolicies,
  type ProposedConfig,
} from '@wardkeep/protocol';
import Sqlite from 'better-sqlite3';
import type { GuardianNode, ShownProposal } from '../../e2e/harness/index.js';
import { openNode } from '../../faults/corrupt-guardian.js';

/** What all guardians agree on. */
export interface SealingPlan {
  readonly name: string;
  readonly policies: Pick<FederationPolicies, 'openEnrolment' | 'recoveryDelaySeconds'>;
}

interface Member {
  readonly node: GuardianNode;
  readonly key: SigningKey;
  readonly keyText: string;
  readonly card: string;
  readonly announcement: string;
}

/**
 * Founds a federation without a ceremony, in which every node would try every way between all of them: signs the config
 * with the keys in the nodes' folders and stores it where the ceremony would have.
 *
 * @param nodes - made, not running, in the order of their indexes
 * @param plan - name and policies
 */
export async function sealOffline(
  nodes: readonly GuardianNode[],
  plan: SealingPlan,
): Promise<Pick<ShownProposal, 'federationId' | 'configId'>> {
  const members: Member[] = [];
  for (const node of nodes) members.push(await memberOf(node));
  const config = configOf(members, plan);
  for (const member of members) store(member, members, config);
  return { federationId: config.federationId, configId: config.id };
}

async function memberOf(node: GuardianNode): Promise<Member> {
  const { keystore, database } = await openNode(node.folder);
  await database.close();
  const key = keystore.signingKey(1);
  const keyText = encodeBase64url(key.publicKey);
  const sealing: SealingKeyPair = keystore.sealingKeyPair(1);
  const signer = { role: 'node', key: keyText };
  const common = { version: 1, federationId: null, epoch: 1, signer, issuedAt: Date.now() };
  const card = {
    ...common,
    type: 'guardian-card',
    name: node.name,
    sealingKey: encodeBase64url(sealing.publicKey),
    // Nobody looks at it before generations are told apart.
    instanceKey: keyText,
    contact: 'none',
    softwareVersion: '0.1.0',
    protocolVersion: 1,
  };
  const announcement = { ...common, type: 'url-announcement', urls: [node.url] };
  return {
    node,
    key,
    keyText,
    card: signStatement(card as unknown as Body<'guardian-card'>, key).text,
    announcement: signStatement(announcement as unknown as Body<'url-announcement'>, key).text,
  };
}

function configOf(members: readonly Member[], plan: SealingPlan): ProposedConfig {
  const [first, ...others] = members;
  if (first === undefined) throw new Error('a federation needs nodes');
  const majority = Math.floor(members.length / 2) + 1;
  const { inheritanceWaitingSeconds, payloadBytes } = LIMITS;
  const proposal = {
    name: plan.name,
    cards: members.map(({ card }) => verifyCard(card)),
    recoverThreshold: majority,
    approvalThreshold: majority,
    policies: { inheritanceWaitingSeconds, payloadBytes, ...plan.policies },
    issuedAt: Date.now(),
  };
  return others.reduce((signed, { key }) => cosignConfig(signed, key), proposeConfig(proposal, first.key));
}

function store(self: Member, members: readonly Member[], config: ProposedConfig): void {
  const db = new Sqlite(join(self.node.folder, 'guardian.db'));
  const now = Date.now();
  db.prepare(
    `INSERT INTO federation_configs (config_id, epoch, status, text, proposed_at, signed_at, sealed_at)
     VALUES (?, 1, 'sealed', ?, ?, ?, ?)`,
  ).run(config.id, config.statement.text, now, now, now);
  const peer = db.prepare('INSERT INTO peers (guardian_index) VALUES (?)');
  const announced = db.prepare('INSERT INTO announcements (signer_key, text, issued_at) VALUES (?, ?, ?)');
  for (const [at, member] of members.entries()) {
    announced.run(member.keyText, member.announcement, now);
    if (member !== self) peer.run(at + 1);
  }
  db.close();
}
