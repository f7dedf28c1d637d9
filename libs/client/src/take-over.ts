import { encodeBase64url, generateSigningKeyPair, type SigningKey } from '@wardkeep/crypto';
import {
  buildOwnerKey,
  parseEnvelopeOf,
  parseLookupId,
  type BackupId,
  type BackupSecret,
  type SigningKeyText,
} from '@wardkeep/protocol';
import { carry } from './carry.js';
import {
  changeState,
  during,
  summarizeOutcomes,
  withEntry,
  type BackupState,
  type ClientContext,
  type GuardianOutcome,
} from './core/index.js';
import type { EnrolmentResult } from './enrolment/carry-out.js';
import { changeClaim } from './recovery/claim-session.js';
import type { RightGuess } from './recovery/finish-guess.js';
import { rotate } from './rotate.js';

/**
 * Whose the backup is after its recovery. `rotated`: a new owner key, new shards and new keys, because one device has seen
 * everything. `installed`: a new owner key, and the device on which the old one lies has no more rights. `unchanged`: as it
 * was, because nothing else was asked for, or because of `error`; recovering again tries again.
 */
export interface Ownership {
  readonly status: 'rotated' | 'installed' | 'unchanged';
  readonly installed?: InstalledOwnerKey;
  readonly rotation?: EnrolmentResult;
  /** Why it did not get further; the secrets are recovered all the same. */
  readonly error?: unknown;
}

/** The owner key that a released claim has installed. */
export interface InstalledOwnerKey {
  readonly backupId: BackupId;
  readonly ownerKey: SigningKeyText;
  readonly guardians: readonly GuardianOutcome[];
}

/** What is to be done with a backup after its recovery. */
export interface Afterwards {
  readonly afterwards: 'rotate' | 'install' | 'nothing';
  /** Release statements, which convince a guardian that has not released itself. */
  readonly releases: readonly string[];
  readonly secrets: readonly BackupSecret[];
  /** As typed; the new version keeps it. */
  readonly memorable: string;
}

/**
 * Does what is to be done with a backup after its recovery, as far as it goes.
 *
 * @param context - the context
 * @param right - the guess that was right
 * @param wanted - how far to go
 */
export async function settleOwnership(
  context: ClientContext,
  right: RightGuess,
  wanted: Afterwards,
): Promise<Ownership> {
  if (wanted.afterwards === 'nothing') return { status: 'unchanged' };
  let installed: InstalledOwnerKey | undefined;
  try {
    installed = await installOwnerKey(context, right, wanted.releases);
    if (wanted.afterwards === 'install') return { status: 'installed', installed };
    const { claim } = right.guess;
    const rotation = await rotate(context, {
      federationId: claim.federation.federationId,
      backupId: installed.backupId,
      identity: parseLookupId(claim.stored.lookupId.reveal()),
      memorable: wanted.memorable,
      secrets: wanted.secrets,
      label: wanted.secrets[0]?.label,
      // Guardians may well be down when somebody recovers; those get their parcels from the others.
      minReceipts: claim.federation.config.size.minReceipts,
    });
    return { status: 'rotated', installed, rotation };
  } catch (error) {
    return installed === undefined ? { status: 'unchanged', error } : { status: 'installed', installed, error };
  }
}

/**
 * Makes the claimant the owner of the backup that it recovered: a new owner key, and no more rights for the one on the lost
 * device. The key is stored before it is sent; a device that dies installs the same one when it goes on.
 *
 * @param context - the context
 * @param right - the guess that was right
 * @param releases - release statements, which convince a guardian that has not released itself
 * @throws RefusedError, TooFewGuardiansError
 */
export async function installOwnerKey(
  context: ClientContext,
  right: RightGuess,
  releases: readonly string[],
): Promise<InstalledOwnerKey> {
  const { claim, backup } = right.guess;
  const { federation } = claim;
  const { backupId } = backup.manifest.body.header;
  const { seed, statement } = await prepare(context, right, backupId);
  const { outcomes } = await during(context, 'install-owner-key', () =>
    carry(context, federation, [...releases, statement], { need: federation.config.size.recoverThreshold }),
  );
  const key = parseEnvelopeOf(statement, 'owner-key').body.newOwnerKey;
  const owner = { federationId: federation.federationId, key, seed, createdAt: context.clock.now() };
  const taken = backupOf(right, key);
  await changeState(context, (state) => ({
    ...state,
    owners: withEntry(state.owners, owner, (old) => old.key === key),
    backups: withEntry(state.backups, taken, (old) => old.backupId === backupId),
  }));
  return { backupId, ownerKey: key, guardians: summarizeOutcomes(outcomes) };
}

async function prepare(context: ClientContext, right: RightGuess, backupId: BackupId) {
  const { claim, path, backup } = right.guess;
  const fresh = generateSigningKeyPair(context.rng);
  const wanted = {
    claimId: claim.claimId,
    manifestId: backup.manifest.id,
    path,
    backupId,
    newOwnerKey: textOf(fresh),
  };
  const signers = { session: claim.session.signing, claimKey: right.keys.claimKey };
  const statement = buildOwnerKey(wanted, claim.federation.config, signers, context.clock.now()).text;
  const entry = { backupId, seed: fresh.seed(), statement };
  const stored = await changeClaim(context, claim.claimId, (old) =>
    old.takeOvers.some((each) => each.backupId === backupId) ? old : { ...old, takeOvers: [...old.takeOvers, entry] },
  );
  return stored.takeOvers.find((each) => each.backupId === backupId) ?? entry;
}

/** The backup as this device's own from now on. Its receipts are the former owner's affair; rotating brings new ones. */
function backupOf({ guess }: RightGuess, ownerKey: SigningKeyText): BackupState {
  const { manifest, epochPart, policy, committedAt } = guess.backup;
  const { backupId, backupVersion } = manifest.body.header;
  return {
    federationId: guess.claim.federation.federationId,
    backupId,
    backupVersion,
    ownerKey,
    label: '',
    manifest: manifest.text,
    epochPart: epochPart.statement.text,
    policy: policy.text,
    receipts: [],
    committedAt,
  };
}

const textOf = (key: SigningKey): SigningKeyText => encodeBase64url(key.publicKey) as SigningKeyText;
