import { Injectable } from '@nestjs/common';
import {
  verifyEnrolment,
  verifyInviteUse,
  type SealedConfig,
  type StageRequest,
  type VerifiedEnrolment,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { DiskRoom } from '../../platform/database/disk-room.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { fromInput } from '../../platform/problem/index.js';
import { FederationService } from '../federation/federation.service.js';
import { StatementStore } from '../statements/statement-store.js';
import { WindingDownService } from '../winding-down/winding-down.service.js';
import { type StagingRights, StagingRepository } from './staging.repository.js';
import { encryptLookup, encryptParts, wipeParts } from './parts-at-rest.js';

/** What goes into the log and the indexes besides the payload, about. */
const ROW_OVERHEAD = 16 * 1024;

/** A verified enrolment with all that is stored of it. */
export interface PreparedStaging {
  readonly config: SealedConfig;
  readonly enrolment: VerifiedEnrolment;
  /** Stores it; for a write unit. Gives the receipt that holds, which may be of an earlier request. */
  readonly store: (tx: Tx, rights: StagingRights) => Promise<string>;
}

/** The first half of an enrolment on one node: check everything, store it, sign that it is stored (protocol.md §5.6). */
@Injectable()
export class StagingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly room: DiskRoom,
    private readonly keystore: Keystore,
    private readonly federation: FederationService,
    private readonly statements: StatementStore,
    private readonly staging: StagingRepository,
    private readonly winding: WindingDownService,
  ) {}

  /**
   * Stages a version. The same version again gets the same receipt.
   *
   * @param body - As it came from outside.
   * @returns The receipt.
   * @throws ProblemError with a code of `verifyEnrolment` or of this module, DISK_FULL, NOT_SEALED,
   *   FEDERATION_WINDING_DOWN for a backup that this node does not have yet.
   */
  async stage(body: StageRequest): Promise<string> {
    const prepared = await this.prepare(body);
    const { manifest } = prepared.enrolment;
    const known = await this.staging.findReceipt(manifest.id);
    if (known !== null) return known;
    await this.winding.requireEnrolmentOpen(manifest.body.header.backupId);
    await this.requireRoom(body.payload.length);
    const { invite } = body;
    const { federationId } = prepared.config;
    const tokenKey =
      invite && (await fromInput(() => verifyInviteUse(invite, federationId, manifest.body.header.ownerKey)));
    const rights: StagingRights = { kind: 'owner', tokenKey };
    return this.db.write((tx) => prepared.store(tx, rights));
  }

  /**
   * @param bytes - Of a payload in base64url.
   * @throws ProblemError DISK_FULL.
   */
  async requireRoom(bytes: number): Promise<void> {
    await this.room.assertRoom(bytes + ROW_OVERHEAD);
  }

  /**
   * Verifies an enrolment and makes ready what is to be stored, so that the write unit only writes.
   *
   * @param body - As it came from outside.
   * @throws ProblemError with a code of `verifyEnrolment`, NOT_SEALED.
   */
  async prepare(body: Omit<StageRequest, 'invite'>): Promise<PreparedStaging> {
    const config = await this.federation.current();
    const { index } = this.federation.self(config);
    const sealingKey = this.keystore.sealingKeyPair(config.epoch);
    const payload = Buffer.from(body.payload, 'base64url');
    const { manifest, epochPart, policy, parcel } = body;
    const request = { manifest, epochPart, policy, parcel, payload };
    const enrolment = await fromInput(() => verifyEnrolment(request, { config, index, sealingKey }));
    const { header } = enrolment.manifest.body;
    const receipt = await this.federation.sign('receipt', {
      backupId: header.backupId,
      backupVersion: header.backupVersion,
      manifestId: enrolment.manifest.id,
      epochPartId: enrolment.epochPart.statement.id,
      policyId: enrolment.policy.id,
    });
    const content = this.encrypt(enrolment, config.epoch);
    const store = async (tx: Tx, rights: StagingRights): Promise<string> => {
      const backup = { ...content, enrolment, receipt: receipt.text as string, now: this.clock.now() };
      const stored = await this.staging.store(tx, backup, config, rights);
      if (stored.isNew) {
        const origin = rights.kind === 'owner' ? 'client' : rights.origin;
        const own = [enrolment.manifest, enrolment.epochPart.statement, enrolment.policy];
        await this.statements.record(tx, [
          ...own.map((statement) => ({ statement, shared: false, origin }) as const),
          // The receipt for a delivered parcel tells the other holders that nobody needs to deliver it again.
          { statement: receipt, shared: rights.kind === 'delivered', origin: 'self' },
        ]);
      }
      return stored.receipt;
    };
    return { config, enrolment, store };
  }

  private encrypt(enrolment: VerifiedEnrolment, epoch: number) {
    const { manifest, parcel, payload } = enrolment;
    const parts = [...parcel.paths].map(([path, held]) => {
      const sealed = encryptParts(this.keystore, epoch, manifest.id, path, held);
      wipeParts(held);
      return [path, sealed] as const;
    });
    const partBytes = parts.reduce((sum, [, sealed]) => sum + sealed.length, 0);
    return {
      parts,
      lookupTag: this.keystore.lookupHmac(parcel.lookupId),
      lookupSealed: encryptLookup(this.keystore, epoch, manifest.id, parcel),
      storedBytes: payload.length + partBytes,
    };
  }
}
