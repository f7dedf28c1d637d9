import { Injectable } from '@nestjs/common';
import { LIMITS, parseEnvelopeOf, type SealedConfig } from '@wardkeep/protocol';
import type { Tx } from '../../platform/database/database.js';
import type { StatementOrigin } from '../statements/statement-handler.js';
import { BackupRepository, type NewBackup, type VersionRow } from './backup.repository.js';
import { enrolmentProblem } from './enrolment-problems.js';
import { requireOwner } from './owner-rights.js';
import { QuotaRepository } from './quota.repository.js';
import { requireNewer, requireNewerPolicy, requireSmallStep } from './rising-numbers.js';

/** By what right a version is stored: the owner brings it, or a peer delivers it with a commit. */
export type StagingRights =
  | { readonly kind: 'owner'; readonly tokenKey: string | undefined }
  | { readonly kind: 'delivered'; readonly origin: StatementOrigin };

/** What storing did. */
export interface StagedReceipt {
  /** Canonical text of the receipt that holds. */
  readonly receipt: string;
  /** False when the version was stored before. */
  readonly isNew: boolean;
}

/** Decides, inside one write unit, whether a new version may be stored, and stores it. */
@Injectable()
export class StagingRepository {
  constructor(
    private readonly backups: BackupRepository,
    private readonly quotas: QuotaRepository,
  ) {}

  /**
   * The receipt of a version that this node holds.
   *
   * @returns Its text, or null when the version is not held.
   */
  async findReceipt(manifestId: string): Promise<string | null> {
    const row = await this.backups.find(manifestId);
    return row === null ? null : receiptOf(row);
  }

  /**
   * Stores a version, or finds that it is stored.
   *
   * @param tx - The write unit.
   * @param backup - Verified and encrypted.
   * @param config - The config in force.
   * @param rights - Who brought it.
   * @throws ProblemError VERSION_TAKEN, VERSION_STALE, VERSION_TOO_HIGH, POLICY_STALE, POLICY_TOO_HIGH,
   * BACKUPS_TOO_MANY, VERSIONS_TOO_MANY, OWNER_KEY_REPLACED, OWNER_KEY_OVERRIDDEN, and as `QuotaRepository.take`.
   */
  async store(tx: Tx, backup: NewBackup, config: SealedConfig, rights: StagingRights): Promise<StagedReceipt> {
    const { manifest, policy } = backup.enrolment;
    const { header } = manifest.body;
    const versions = await this.backups.findVersions(tx, header.backupId);
    const same = versions.find((version) => version.manifest_id === manifest.id);
    const held = same === undefined ? null : receiptOf(same);
    if (held !== null) return { receipt: held, isNew: false };
    await this.requirePlace(tx, backup);
    if (versions.length > 0) {
      await requireOwner(tx, versions, header.ownerKey, backup.now);
      requireNewer(versions, header.backupVersion);
      requireSmallStep(versions, policy.body.number);
      // What a peer delivers comes with the policy of its enrolment; a newer one may have been here before it.
      if (rights.kind === 'owner') requireNewerPolicy(versions, policy);
      await this.requireFewVersions(tx, backup);
    }
    await this.quotas.take(tx, {
      ownerKey: header.ownerKey,
      bytes: backup.storedBytes,
      tokenKey: rights.kind === 'owner' ? rights.tokenKey : undefined,
      // Receipts of other guardians stand in for the token of a delivered backup.
      isKnownOwner: versions.length > 0 || rights.kind === 'delivered',
      config,
      now: backup.now,
    });
    await this.backups.insert(tx, backup);
    if (rights.kind === 'delivered') await this.backups.takeNewestPolicy(tx, header.backupId);
    return { receipt: backup.receipt, isNew: true };
  }

  /** Of every version, because a later one may be under another identity than the first. */
  private async requirePlace(tx: Tx, { lookupTag, enrolment }: NewBackup): Promise<void> {
    const others = await this.backups.countOthers(tx, lookupTag, enrolment.manifest.body.header.backupId);
    if (others >= LIMITS.backupsPerIdentity) {
      const most = String(LIMITS.backupsPerIdentity);
      throw enrolmentProblem('BACKUPS_TOO_MANY', `an identity may have at most ${most} backups on a node`);
    }
  }

  /** Counted per owner key, so that a thief of the last one leaves room for the key that a recovery installs. */
  private async requireFewVersions(tx: Tx, { enrolment }: NewBackup): Promise<void> {
    const { backupId, ownerKey } = enrolment.manifest.body.header;
    const live = await this.backups.findLiveManifests(tx, backupId);
    if (live.length < LIMITS.versionsPerBackup || live.filter(isMadeBy(ownerKey)).length < LIMITS.versionsPerBackup)
      return;
    const most = String(LIMITS.versionsPerBackup);
    throw enrolmentProblem('VERSIONS_TOO_MANY', `a backup may have at most ${most} live versions on a node`);
  }
}

/** Whether a version was made with this key, whoever owns the backup by now. */
function isMadeBy(ownerKey: string): (row: { readonly manifest: string }) => boolean {
  return ({ manifest }) => parseEnvelopeOf(manifest, 'manifest').body.header.ownerKey === ownerKey;
}

/** A receipt says that parts are held, so it is given only while they are. */
function receiptOf({ status, held, receipt }: VersionRow): string | null {
  return held === 1 && (status === 'staged' || status === 'committed') ? receipt : null;
}
