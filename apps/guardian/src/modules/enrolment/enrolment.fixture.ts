import {
  cryptoReady,
  encodeBase64url,
  sealingKeyPairFromSeed,
  SecretBytes,
  sha256,
  signingKeyPairFromSeed,
  utf8,
  type Rng,
  type SigningKey,
} from '@wardkeep/crypto';
import {
  cosignConfig,
  normalizeMemorable,
  parseLookupId,
  proposeConfig,
  sealBackup,
  signCommit,
  signInviteUse,
  signStatement,
  verifyCard,
  verifyFoundingConfig,
  verifyReceipt,
  type BackupId,
  type BackupToSeal,
  type Body,
  type FederationPolicies,
  type SealedBackup,
  type SealedConfig,
  type StageRequest,
} from '@wardkeep/protocol';
import type { Database } from '../../platform/database/database.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { RootKey } from '../../platform/keystore/root-key.js';

export const NOW = Date.UTC(2030, 0, 1);

const digestOf = (text: string): Uint8Array => sha256(utf8(text));
export const keyOf = (name: string): SigningKey => signingKeyPairFromSeed(digestOf(`key ${name}`));
export const textOf = (key: SigningKey): string => encodeBase64url(key.publicKey);
export const backupIdOf = (name: string): BackupId =>
  encodeBase64url(digestOf(`backup ${name}`).subarray(0, 16)) as BackupId;

/** A repeatable source of bytes. */
export function seededRng(seed: string): Rng {
  let count = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) out.set(digestOf(`${seed} ${count++}`).subarray(0, length - at), at);
      return out;
    },
  };
}

/** A guardian's signing and sealing keys. */
interface GuardianKeys {
  readonly signing: SigningKey;
  readonly sealingPublicKey: Uint8Array;
}

/** A federation of five whose first guardian is the node under test. */
export interface Scene {
  readonly config: SealedConfig;
  readonly keystore: Keystore;
  readonly others: readonly SigningKey[];
}

/** Makes the keys of the node under test, the config that it is in, and stores both. The same bytes every time. */
export async function buildScene(db: Database, policies: Partial<FederationPolicies> = {}): Promise<Scene> {
  await cryptoReady();
  const root = new RootKey(SecretBytes.from(digestOf('root key')));
  const keystore = new Keystore(root, db, seededRng('node'));
  await db.write(async (tx) => {
    await keystore.createEpochKeys(tx, 1, NOW);
    await keystore.createInstanceKey(tx, 1, NOW);
  });
  await keystore.refresh();
  const own = { signing: keystore.signingKey(1), sealingPublicKey: keystore.sealingKeyPair(1).publicKey };
  const others = [2, 3, 4, 5].map((index) => keyOf(`guardian ${index}`));
  const keys = [
    own,
    ...others.map((signing, at) => {
      const { publicKey } = sealingKeyPairFromSeed(digestOf(`sealing ${at + 2}`));
      return { signing, sealingPublicKey: publicKey };
    }),
  ];
  const config = configOf(keys, policies);
  const row = { config_id: config.id, epoch: 1, status: 'sealed', text: config.statement.text, proposed_at: NOW };
  await db.write((tx) => tx.insert('federation_configs', row));
  return { config, keystore, others };
}

function configOf(keys: readonly GuardianKeys[], policies: Partial<FederationPolicies>): SealedConfig {
  const cards = keys.map(({ signing, sealingPublicKey }, at) => {
    const body = {
      type: 'guardian-card',
      version: 1,
      federationId: null,
      epoch: 1,
      signer: { role: 'node', key: textOf(signing) },
      issuedAt: NOW,
      name: `Guardian ${at + 1}`,
      sealingKey: encodeBase64url(sealingPublicKey),
      instanceKey: textOf(keyOf(`instance ${at + 1}`)),
      contact: 'at the harbour',
      softwareVersion: '0.1.0',
      protocolVersion: 1,
    };
    return verifyCard(signStatement(body as unknown as Body<'guardian-card'>, signing).text);
  });
  const proposal = {
    name: 'Lighthouse',
    cards,
    recoverThreshold: 3,
    approvalThreshold: 3,
    policies: {
      openEnrolment: true,
      recoveryDelaySeconds: 60,
      inheritanceWaitingSeconds: 60,
      payloadBytes: 65_536,
      ...policies,
    },
    issuedAt: NOW,
  };
  const [first, ...rest] = keys;
  if (first === undefined) throw new Error('a federation needs guardians');
  const proposed = proposeConfig(proposal, first.signing);
  const sealed = rest.reduce((config, { signing }) => cosignConfig(config, signing), proposed);
  return verifyFoundingConfig(sealed.statement.text);
}

/** Sealing costs an Argon2id call, and every scene with the same policies is the same. */
const sealedOnce = new Map<string, Promise<SealedBackup>>();

/** Seals a version of a backup of an owner who is known by name. */
export async function sealFor(scene: Scene, owner: string, changes: Partial<BackupToSeal> = {}): Promise<SealedBackup> {
  const { backupVersion = 1, backupId = backupIdOf(owner), policy = { number: backupVersion, paths: {} } } = changes;
  const { lookupId = parseLookupId(digestOf(`lookup ${owner}`)), issuedAt = NOW } = changes;
  const identity = encodeBase64url(await lookupId);
  const name = [scene.config.id, owner, backupId, backupVersion, JSON.stringify(policy), issuedAt, identity].join();
  const found = sealedOnce.get(name);
  if (found !== undefined) return found;
  const sealing = sealBackup(
    {
      config: scene.config,
      ownerKey: keyOf(owner),
      backupId,
      backupVersion,
      lookupId,
      paths: { recovery: { unlock: 'memorable', memorable: normalizeMemorable('memorable') } },
      secrets: [{ label: 'wallet', kind: 'bip39', bytes: SecretBytes.from(utf8(`seed of ${owner}`)) }],
      policy,
      issuedAt,
      ...changes,
    },
    seededRng(name),
  );
  sealedOnce.set(name, sealing);
  return sealing;
}

/** What the owner's device sends to the node under test, or to another guardian. */
export function stageOf(sealed: SealedBackup, token?: Uint8Array, index = 1): StageRequest {
  const { federationId, header } = sealed.manifest.body;
  return {
    ...(token === undefined ? {} : { invite: signInviteUse(token, federationId, header.ownerKey) }),
    manifest: sealed.manifest.text,
    epochPart: sealed.epochPart.text,
    policy: sealed.policy.text,
    parcel: sealed.parcels.get(index) ?? '',
    payload: encodeBase64url(sealed.payload),
  };
}

/** Which version receipts and commits are for. */
export function versionOf({ manifest, epochPart }: SealedBackup) {
  const { backupId, backupVersion } = manifest.body.header;
  return { backupId, backupVersion, manifestId: manifest.id, epochPartId: epochPart.id };
}

/** The receipt of another guardian. */
export function receiptOf(scene: Scene, sealed: SealedBackup, index: number): string {
  const key = scene.others[index - 2];
  if (key === undefined) throw new Error(`no other guardian ${index}`);
  const body = {
    type: 'receipt',
    version: 1,
    federationId: scene.config.federationId,
    epoch: 1,
    signer: { role: 'guardian', index, key: textOf(key) },
    generation: 1,
    issuedAt: NOW,
    ...versionOf(sealed),
    policyId: sealed.policy.id,
  };
  return signStatement(body as unknown as Body<'receipt'>, key).text;
}

/** A commit with the receipts of the node under test (its own, as it gave it) and of others. */
export function commitOf(
  scene: Scene,
  owner: string,
  sealed: SealedBackup,
  receipts: { readonly own?: string | undefined; readonly others: readonly number[] },
): string {
  const texts = [
    ...(receipts.own === undefined ? [] : [receipts.own]),
    ...receipts.others.map((index) => receiptOf(scene, sealed, index)),
  ];
  const verified = texts.map((text) => verifyReceipt(text, scene.config, versionOf(sealed)));
  const common = { config: scene.config, ownerKey: keyOf(owner), issuedAt: NOW };
  return signCommit(versionOf(sealed), verified, sealed.parcels, common).text;
}

/** A statement by an owner who is known by name. */
export function ownerStatement(scene: Scene, owner: string, type: string, fields: object): string {
  const body = {
    type,
    version: 1,
    federationId: scene.config.federationId,
    epoch: 1,
    signer: { role: 'owner', key: textOf(keyOf(owner)) },
    issuedAt: NOW,
    ...fields,
  };
  return signStatement(body as never, keyOf(owner)).text;
}
