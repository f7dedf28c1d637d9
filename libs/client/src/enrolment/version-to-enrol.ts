import { decodeBase64url, encodeBase64url } from '@wardkeep/crypto';
import {
  lookupId as deriveLookupId,
  normalizeIdentity,
  normalizeMemorable,
  parseEnvelopeOf,
  pathEntries,
  sealBackup,
  type BackupId,
  type BackupSecret,
  type IdentityInput,
  type LookupId,
  type Path,
  type PathPolicy,
  type PathToSeal,
} from '@wardkeep/protocol';
import {
  changeState,
  during,
  readState,
  withEntry,
  type BackupState,
  type ClientContext,
  type DeviceState,
  type EnrolmentState,
  type JoinedFederation,
} from '../core/index.js';
import { findOwnerKey, makeOwnerKey, type DeviceOwnerKey } from './owner-key.js';

/** What goes into one version of a backup. */
export interface VersionToEnrol {
  /** Of the owner, as typed from their papers; or the lookup id, where it was derived just before. */
  readonly identity: IdentityInput | LookupId;
  /** The memorable information as typed. */
  readonly memorable: string;
  readonly secrets: readonly BackupSecret[];
  /** What the person calls the backup; the label of the first secret when left out. */
  readonly label?: string | undefined;
  /** What is asked of claims on the recovery path; missing fields mean the federation's policies. */
  readonly policy?: PathPolicy | undefined;
  /** How guardians reach the owner; sealed to each of them. */
  readonly contact?: string | undefined;
  /** A path for heirs beside the one for the owner. */
  readonly inheritance?: { readonly phrase: string; readonly policy?: PathPolicy } | undefined;
}

/** Numbers that must rise from version to version. */
export interface VersionNumbers {
  readonly backupId: BackupId;
  readonly backupVersion: number;
  readonly policyNumber: number;
}

const BACKUP_ID_BYTES = 16;

/** Numbers of a backup that nobody knows yet. */
export function firstNumbers(context: ClientContext): VersionNumbers {
  const backupId = encodeBase64url(context.rng.bytes(BACKUP_ID_BYTES)) as BackupId;
  return { backupId, backupVersion: 1, policyNumber: 1 };
}

/**
 * Numbers of the version after one that this device knows, or after one that it has begun.
 *
 * @returns the numbers, or null when the device knows no such backup
 */
export function nextNumbers(
  state: DeviceState,
  federation: JoinedFederation,
  backupId: BackupId,
): VersionNumbers | null {
  const known: readonly (BackupState | EnrolmentState)[] = [...state.backups, ...state.enrolments].filter(
    (entry) => entry.federationId === federation.federationId && entry.backupId === backupId,
  );
  if (known.length === 0) return null;
  const policies = known.map(({ policy }) => parseEnvelopeOf(policy, 'policy').body.number);
  return {
    backupId,
    backupVersion: Math.max(...known.map((entry) => entry.backupVersion)) + 1,
    policyNumber: Math.max(...policies) + 1,
  };
}

/** A version that is sealed, with the owner key that it is signed with; nothing of it is stored yet. */
export interface SealedVersion {
  readonly entry: EnrolmentState;
  readonly owner: DeviceOwnerKey;
}

/**
 * Seals a version. Nothing leaves the device or is stored.
 *
 * @param context - the context
 * @param federation - for whom
 * @param version - what goes into it
 * @param numbers - its numbers
 * @throws ProtocolError as `normalizeIdentity` and `sealBackup`
 * @throws InputError NOT_ENROLLED
 */
export async function sealVersion(
  context: ClientContext,
  federation: JoinedFederation,
  version: VersionToEnrol,
  numbers: VersionNumbers,
): Promise<SealedVersion> {
  const { config, federationId } = federation;
  const state = await readState(context);
  const owner = ownerOf(context, state, federation, numbers.backupId);
  const paths = pathsOf(version);
  const now = context.clock.now();
  // Not awaited: its Argon2id call runs beside those of the paths.
  const lookupId = lookupIdOf(version.identity, federation, now);
  lookupId.catch(() => undefined);
  const sealed = await during(context, 'seal-parts', () =>
    sealBackup(
      {
        config,
        ownerKey: owner.key,
        backupId: numbers.backupId,
        backupVersion: numbers.backupVersion,
        lookupId,
        paths,
        secrets: version.secrets,
        policy: policyOf(version, numbers.policyNumber),
        issuedAt: now,
      },
      context.rng,
    ).finally(() => {
      for (const [, { memorable }] of pathEntries(paths)) memorable.wipe();
    }),
  );
  const entry: EnrolmentState = {
    federationId,
    backupId: numbers.backupId,
    backupVersion: numbers.backupVersion,
    ownerKey: owner.stored.key,
    label: version.label ?? version.secrets[0]?.label ?? '',
    manifest: sealed.manifest.text,
    epochPart: sealed.epochPart.text,
    policy: sealed.policy.text,
    parcels: [...sealed.parcels].map(([index, parcel]) => ({ index, parcel })),
    payload: encodeBase64url(sealed.payload),
    receipts: [],
    commit: null,
    startedAt: now,
  };
  return { entry, owner };
}

/**
 * Stores a sealed version, so that it can be carried out from here whatever happens to the device.
 *
 * @param context - the context
 * @param sealed - from {@link sealVersion}
 * @returns what is stored
 */
export async function storeVersion(context: ClientContext, { entry, owner }: SealedVersion): Promise<EnrolmentState> {
  await changeState(context, (latest) => ({
    ...latest,
    owners: withEntry(latest.owners, owner.stored, ({ key }) => key === owner.stored.key),
    enrolments: withEntry(latest.enrolments, entry, (old) => isSameBackup(old, entry)),
  }));
  return entry;
}

/** Whether two entries of the state are about one backup. */
export function isSameBackup(
  a: Pick<BackupState, 'federationId' | 'backupId'>,
  b: Pick<BackupState, 'federationId' | 'backupId'>,
): boolean {
  return a.federationId === b.federationId && a.backupId === b.backupId;
}

/** A backup keeps its owner key, which may be one that a recovery has installed. */
function ownerOf(
  context: ClientContext,
  state: DeviceState,
  { federationId }: JoinedFederation,
  backupId: BackupId,
): DeviceOwnerKey {
  const entry = { federationId, backupId };
  const known = [...state.backups, ...state.enrolments].find((old) => isSameBackup(old, entry));
  return findOwnerKey(state, federationId, known?.ownerKey) ?? makeOwnerKey(context, federationId);
}

async function lookupIdOf(
  identity: IdentityInput | LookupId,
  { federationId }: JoinedFederation,
  now: number,
): Promise<LookupId> {
  if (identity instanceof Uint8Array) return identity;
  return deriveLookupId(normalizeIdentity(identity, now).canonical, decodeBase64url(federationId));
}

function pathsOf({ memorable, inheritance }: VersionToEnrol): Partial<Record<Path, PathToSeal>> {
  const recovery: PathToSeal = { unlock: 'memorable', memorable: normalizeMemorable(memorable) };
  if (inheritance === undefined) return { recovery };
  return { recovery, inheritance: { unlock: 'phrase', memorable: normalizeMemorable(inheritance.phrase) } };
}

function policyOf({ policy = {}, inheritance, contact }: VersionToEnrol, number: number) {
  const paths =
    inheritance === undefined ? { recovery: policy } : { recovery: policy, inheritance: inheritance.policy ?? {} };
  return { number, paths, ...(contact === undefined ? {} : { contact }) };
}
