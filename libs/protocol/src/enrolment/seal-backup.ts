import { encodeBase64url, padPadme, sealAead, SecretBytes, sha256, type Rng, type SigningKey } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import type { Guardian, SealedConfig } from '../federation/config.js';
import { identityDigest, LOOKUP_VERSION, type LookupId } from '../identity/lookup-id.js';
import { requireDistinctMemorables } from '../memorable/normalize-memorable.js';
import { sealTo } from '../sealing/seal.js';
import { signStatement, type ParsedStatement } from '../statements/envelope.js';
import type { ManifestHeader, PathPolicy } from '../statements/enrolment.js';
import type { BackupId, Path, SigningKeyText } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';
import { encodeBundle, type BackupSecret } from './bundle.js';
import { headerHash, manifestMac, payloadAad } from './header.js';
import { sealParcel, type HeldParts } from './parcel.js';
import { pathEntries, perPathOf } from './path-entries.js';
import { lockPath, preparePath, splitKey, type LockedPath, type PathToSeal, type SplitPath } from './seal-path.js';

/** What the owner asks of the guardians; missing fields mean the federation's policies. */
export interface PolicyToSign {
  /** Greater than that of every earlier policy of this backup. */
  readonly number: number;
  readonly paths: Readonly<Partial<Record<Path, PathPolicy>>>;
  /** Identity digests of named executors, base64url. */
  readonly executors?: readonly string[];
  /** How guardians reach the owner; sealed to each of them. */
  readonly contact?: string;
}

/** Everything that one version of a backup is made from. */
export interface BackupToSeal {
  readonly config: SealedConfig;
  readonly ownerKey: SigningKey;
  readonly backupId: BackupId;
  /** Rises with every version of one backup, from 1. */
  readonly backupVersion: number;
  /** Of the owner; a promise, so that its Argon2id call and those of the paths can run side by side. */
  readonly lookupId: LookupId | Promise<LookupId>;
  readonly paths: Readonly<Partial<Record<Path, PathToSeal>>>;
  readonly secrets: readonly BackupSecret[];
  readonly policy: PolicyToSign;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
}

/** What goes to the guardians. None of it is secret any more. */
export interface SealedBackup {
  readonly manifest: ParsedStatement<'manifest'>;
  readonly epochPart: ParsedStatement<'epoch-part'>;
  readonly policy: ParsedStatement<'policy'>;
  /** The parcel sealed to each guardian, base64url, by index. */
  readonly parcels: ReadonlyMap<number, string>;
  /** C. */
  readonly payload: Uint8Array;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 32;

/**
 * Seals one version of a backup on the owner's device (protocol.md §5.1–6): one Argon2id call per path and no other.
 *
 * @param input - what to seal and for whom
 * @param rng - for keys, salts and nonces
 * @returns statements, parcels and payload
 * @throws ProtocolError MEMORABLE_REUSED, PAYLOAD_TOO_LARGE, BUNDLE_INVALID, MANIFEST_INVALID, STATEMENT_MALFORMED
 */
export async function sealBackup(input: BackupToSeal, rng: Rng): Promise<SealedBackup> {
  const asked = pathEntries(input.paths);
  if (asked.length === 0) throw new ProtocolError('MANIFEST_INVALID', 'a backup must have at least one path');
  requireDistinctMemorables(asked.map(([, path]) => path.memorable));
  const dek = SecretBytes.random(rng, KEY_BYTES);
  const nonce = rng.bytes(NONCE_BYTES);
  // The Argon2id calls run off this thread; all arithmetic of the paths is done meanwhile.
  const preparing = Promise.all(asked.map(async ([path, wanted]) => preparePath(path, wanted, input.config, rng)));
  const [prepared, lookupId] = await Promise.all([preparing, input.lookupId]);
  const locked = prepared.map((path) => lockPath(path));
  const header = headerOf(input, lookupId, nonce, locked);
  const hash = headerHash(input.config.federationId, header);
  const payload = encryptBundle(input, dek, hash, rng);
  const split = await Promise.all(locked.map(async (path) => splitKey(path, dek, hash, input.config, rng)));
  dek.wipe();
  const manifest = signManifest(input, header, split, payload);
  const epochPart = signEpochPart(input, manifest, split);
  const [policy, parcels] = await Promise.all([
    signPolicy(input),
    Promise.all(
      input.config.guardians.map((guardian) => parcelFor(guardian, input, manifest, { lookupId, nonce }, split)),
    ),
  ]);
  for (const path of split) path.wipe();
  return { manifest, epochPart, policy, parcels: new Map(parcels), payload };
}

function headerOf(
  input: BackupToSeal,
  lookupId: LookupId,
  nonce: Uint8Array,
  paths: readonly LockedPath[],
): ManifestHeader {
  return {
    suite: 'wardkeep-1',
    backupId: input.backupId,
    backupVersion: input.backupVersion,
    ownerKey: keyText(input.ownerKey),
    lookupVersion: LOOKUP_VERSION,
    identityDigest: encodeBase64url(identityDigest(lookupId, nonce)),
    paths: perPathOf(paths.map(({ path, header }) => [path, header] as const)),
  };
}

function encryptBundle(input: BackupToSeal, dek: SecretBytes, hash: Uint8Array, rng: Rng): Uint8Array {
  const ownerKeySeed = input.ownerKey.seed();
  const bundle = encodeBundle({ secrets: input.secrets, ownerKeySeed, createdAt: input.issuedAt });
  const padded = padPadme(bundle);
  const payload = sealAead(dek.reveal(), padded, payloadAad(hash), rng);
  ownerKeySeed.wipe();
  bundle.fill(0);
  padded.fill(0);
  const most = input.config.policies.payloadBytes;
  if (payload.length > most) {
    throw new ProtocolError(
      'PAYLOAD_TOO_LARGE',
      `payload must be at most ${String(most)} bytes, got ${String(payload.length)}`,
    );
  }
  return payload;
}

function signManifest(
  input: BackupToSeal,
  header: ManifestHeader,
  paths: readonly SplitPath[],
  payload: Uint8Array,
): ParsedStatement<'manifest'> {
  const { federationId } = input.config;
  const core = {
    header,
    encryptedKeyDigests: perPathOf(paths.map(({ path, encryptedKeyDigest }) => [path, encryptedKeyDigest] as const)),
    payload: { digest: encodeBase64url(sha256(payload)), length: payload.length },
  };
  const macs = perPathOf(
    paths.map(({ path, manifestKey }) => [path, manifestMac(manifestKey, federationId, core)] as const),
  );
  return signStatement<'manifest'>({ ...common(input), type: 'manifest', ...core, macs }, input.ownerKey);
}

function signEpochPart(
  input: BackupToSeal,
  manifest: ParsedStatement<'manifest'>,
  paths: readonly SplitPath[],
): ParsedStatement<'epoch-part'> {
  const body: Body<'epoch-part'> = {
    ...common(input),
    type: 'epoch-part',
    manifestId: manifest.id,
    configId: input.config.id,
    paths: perPathOf(paths.map(({ path, epochPart }) => [path, epochPart] as const)),
  };
  return signStatement<'epoch-part'>(body, input.ownerKey);
}

async function signPolicy(input: BackupToSeal): Promise<ParsedStatement<'policy'>> {
  const { number, paths, executors = [], contact } = input.policy;
  const { config, backupId } = input;
  const sender = keyText(input.ownerKey);
  const sealContact = async ({ index, sealingKey }: Guardian, bytes: Uint8Array) => {
    const context = { federationId: config.federationId, epoch: config.epoch, sender, recipient: sealingKey };
    return { index, sealed: await sealTo({ ...context, type: 'contact', subject: backupId }, bytes) };
  };
  const bytes = contact === undefined ? null : new TextEncoder().encode(contact);
  const contacts = bytes === null ? [] : await Promise.all(config.guardians.map((each) => sealContact(each, bytes)));
  const wanted = perPathOf(pathEntries(input.paths).map(([path]) => [path, paths[path] ?? {}] as const));
  const body: Body<'policy'> = {
    ...common(input),
    type: 'policy',
    backupId,
    number,
    paths: wanted,
    executors: [...executors],
    contacts,
  };
  return signStatement<'policy'>(body, input.ownerKey);
}

async function parcelFor(
  { index, sealingKey }: Guardian,
  input: BackupToSeal,
  manifest: ParsedStatement<'manifest'>,
  identity: { readonly lookupId: LookupId; readonly nonce: Uint8Array },
  paths: readonly SplitPath[],
): Promise<readonly [number, string]> {
  const { federationId, epoch } = input.config;
  const context = { federationId, epoch, sender: keyText(input.ownerKey), recipient: sealingKey, subject: manifest.id };
  const held = paths.map(({ path, partsOf }): readonly [Path, HeldParts] => [path, partsOf(index)]);
  return [index, await sealParcel(context, { ...identity, paths: new Map(held) })];
}

function common({ config, ownerKey, issuedAt }: BackupToSeal) {
  const signer = { role: 'owner', key: keyText(ownerKey) } as const;
  return { version: 1, federationId: config.federationId, epoch: config.epoch, signer, issuedAt } as const;
}

function keyText(key: SigningKey): SigningKeyText {
  return encodeBase64url(key.publicKey) as SigningKeyText;
}
