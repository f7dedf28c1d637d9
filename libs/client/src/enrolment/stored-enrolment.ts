import {
  parseEnvelopeOf,
  signCommit,
  verifyManifest,
  type BackupVersion,
  type Receipt,
  type StatementId,
} from '@wardkeep/protocol';
import {
  changeState,
  InputError,
  readState,
  withEntry,
  type ClientContext,
  type EnrolmentState,
  type JoinedFederation,
} from '../core/index.js';
import { findOwnerKey } from './owner-key.js';
import { isSameBackup } from './version-to-enrol.js';

/** Signs the commit, once and for all, and stores it before anybody sees it. */
export async function saveCommit(
  context: ClientContext,
  federation: JoinedFederation,
  stored: EnrolmentState,
  receipts: readonly Receipt[],
): Promise<EnrolmentState> {
  if (stored.commit !== null) return stored;
  const { config } = federation;
  const owner = findOwnerKey(await readState(context), federation.federationId, stored.ownerKey);
  if (owner === null) throw new InputError('NOT_ENROLLED', 'this device does not hold the owner key of the backup');
  const common = { config, ownerKey: owner.key, issuedAt: context.clock.now() };
  const parcels = new Map(stored.parcels.map(({ index, parcel }) => [index, parcel]));
  const signed = signCommit(versionOf(stored), receipts, parcels, common);
  const entry = { ...withReceipts(stored, receipts), commit: signed.text as string };
  await replace(context, entry);
  return entry;
}

/** Remembers receipts, so that nobody is asked for them again. */
export async function saveReceipts(
  context: ClientContext,
  stored: EnrolmentState,
  receipts: readonly Receipt[],
): Promise<void> {
  if (receipts.length > stored.receipts.length) await replace(context, withReceipts(stored, receipts));
}

/** The version is the backup now; what only served to enrol it is forgotten. */
export async function saveBackup(context: ClientContext, entry: EnrolmentState): Promise<void> {
  const { federationId, backupId, backupVersion, ownerKey, label, manifest, epochPart, policy, receipts } = entry;
  const committedAt = context.clock.now();
  const backup = {
    federationId,
    backupId,
    backupVersion,
    ownerKey,
    label,
    manifest,
    epochPart,
    policy,
    receipts,
    committedAt,
  };
  await changeState(context, (state) => ({
    ...state,
    backups: withEntry(state.backups, backup, (old) => isSameBackup(old, backup)),
    enrolments: state.enrolments.filter((old) => !isSameBackup(old, backup) || old.backupVersion > backupVersion),
  }));
}

async function replace(context: ClientContext, entry: EnrolmentState): Promise<void> {
  await changeState(context, (state) => ({
    ...state,
    enrolments: withEntry(state.enrolments, entry, (old) => isSameBackup(old, entry)),
  }));
}

function withReceipts(stored: EnrolmentState, receipts: readonly Receipt[]): EnrolmentState {
  const texts = receipts.map((receipt) => ({ index: receipt.body.signer.index, receipt: receipt.text }));
  return { ...stored, receipts: texts.toSorted((a, b) => a.index - b.index) };
}

/** What receipts and the commit of a stored enrolment are for. */
export function versionOf(
  stored: Pick<EnrolmentState, 'federationId' | 'ownerKey' | 'manifest' | 'epochPart'>,
): BackupVersion {
  const { federationId, ownerKey } = stored;
  const manifest = verifyManifest(stored.manifest, { federationId, ownerKey });
  const { backupId, backupVersion } = manifest.body.header;
  const epochPartId: StatementId = parseEnvelopeOf(stored.epochPart, 'epoch-part').id;
  return { backupId, backupVersion, manifestId: manifest.id, epochPartId };
}
