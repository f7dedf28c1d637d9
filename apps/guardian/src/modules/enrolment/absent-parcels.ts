import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { fromUtf8, utf8 } from '@wardkeep/crypto';
import {
  deliveryAnswer,
  getGuardian,
  parseEnvelopeOf,
  verifyReceipt,
  type BackupId,
  type CommitRequest,
  type SealedConfig,
  type StatementId,
} from '@wardkeep/protocol';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { type Delivery, Outbox } from '../../platform/outbox/outbox.js';
import { FederationService } from '../federation/federation.service.js';
import { PeerClient } from '../peers/peer-client.js';
import { PeerRefusedError } from '../peers/transport.js';
import type { StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { StatementStore } from '../statements/statement-store.js';
import { BackupRepository, type BackupRow } from './backup.repository.js';
import { enrolmentProblem } from './enrolment-problems.js';
import { stagedPolicyOf } from './staged-policy.js';

const KIND = 'absent-parcel';
/** The holder with the lowest index delivers; the next waits this long for its receipt to come round, milliseconds. */
const TURN_MS = 20_000;
const DELIVERY_TIMEOUT_MS = 50_000;
const TOLD_AT_ONCE = 32;
const SAID_OF_BACKUP = `SELECT text FROM statements WHERE (backup_id = ? OR manifest_id = ?) AND shared = 1
  AND type IN ('policy', 'check-in', 'deletion', 'veto', 'override', 'unlock', 'owner-key') ORDER BY seq`;
const payloadSchema = z.strictObject({ manifestId: z.string(), notBefore: z.int() });

/** Answers after which trying again may help; every other refusal is for good. */
const isTransient = ({ status }: PeerRefusedError): boolean => status >= 500 || status === 429 || status === 401;

/** Keeps the parcels of guardians that an owner's device did not reach, and delivers them (protocol.md §5.7). */
@Injectable()
export class AbsentParcels implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly federation: FederationService,
    private readonly statements: StatementService,
    private readonly store: StatementStore,
    private readonly backups: BackupRepository,
    private readonly peers: PeerClient,
    private readonly outbox: Outbox,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.outbox.register(KIND, (delivery) => this.deliver(delivery));
    const handler: StatementHandler<'receipt'> = {
      type: 'receipt',
      shared: true,
      urgent: false,
      verify: async (statement) => {
        const row = await this.backups.find(statement.body.manifestId);
        if (row === null)
          throw enrolmentProblem('BACKUP_NOT_FOUND', 'receipt is for a backup that this node does not know');
        return verifyReceipt(statement.text, await this.federation.current(), versionOf(row));
      },
      apply: (tx, receipt) => this.drop(tx, receipt.body.manifestId, receipt.body.signer.index),
    };
    this.statements.register(handler);
  }

  /**
   * Keeps parcels beside a commit that was accepted.
   *
   * @param commitId - Id of the commit.
   * @param parcels - Sealed to guardians that gave no receipt.
   */
  async keep(commitId: string, parcels: CommitRequest['absentParcels']): Promise<void> {
    const text = await this.store.findText(commitId);
    if (text === null) throw new Error('commit has gone');
    const { body } = parseEnvelopeOf(text, 'commit');
    const row = await this.backups.find(body.manifestId);
    if (row?.held !== 1 || row.status !== 'committed') return;
    const config = await this.federation.current();
    const self = this.federation.self(config).index;
    const holders = body.receipts.map((receipt) => parseEnvelopeOf(receipt, 'receipt').body.signer.index);
    const turn = holders.toSorted((a, b) => a - b).indexOf(self);
    const notBefore = this.clock.now() + Math.max(turn, 0) * TURN_MS;
    const wanted = parcels.filter(({ index }) => isAbsent(config, holders, self, index));
    if (wanted.length === 0) return;
    await this.db.write(async (tx) => {
      for (const { index, parcel } of wanted) {
        const kept = { manifest_id: body.manifestId, guardian_index: index, parcel };
        if ((await tx.insert('absent_parcels', kept, 'ignore')) === 0) continue;
        await this.outbox.enqueue(tx, {
          kind: KIND,
          destination: String(index),
          payload: utf8(JSON.stringify({ manifestId: body.manifestId, notBefore })),
          dedupeKey: `${KIND}/${body.manifestId}/${String(index)}`,
        });
      }
    });
  }

  private async deliver({ destination, payload, signal }: Delivery): Promise<void> {
    const index = Number(destination);
    const { manifestId, notBefore } = payloadSchema.parse(JSON.parse(fromUtf8(payload)));
    const parcel = await this.findParcel(manifestId, index);
    // Somebody else has delivered it.
    if (parcel === null) return;
    if (this.clock.now() < notBefore) throw new Error('another holder delivers first');
    // A guardian that stays down for months must not have every payload read again and again.
    await this.peers.post(index, '/peer/v1/offer', { ids: [] }, { signal });
    const row = await this.backups.find(manifestId);
    const content = row?.status === 'committed' ? await this.contentOf(row, parcel) : null;
    // A newer version has taken its place.
    if (row === null || content === null) return;
    try {
      const answer = await this.peers.post(index, '/peer/v1/parcel', content, {
        timeoutMs: DELIVERY_TIMEOUT_MS,
        signal,
      });
      const { receipt } = deliveryAnswer.parse(answer);
      verifyReceipt(receipt, await this.federation.current(), versionOf(row), index);
      await this.tellOf(row, index, signal);
      await this.statements.accept({ text: receipt }, `peer/${index}`);
    } catch (error) {
      if (!(error instanceof PeerRefusedError) || isTransient(error)) throw error;
      this.log.warn({ index, manifestId, code: error.code }, 'guardian refuses a parcel that was kept for it');
    }
    await this.db.write((tx) => this.drop(tx, manifestId, index));
  }

  private async contentOf(row: BackupRow, parcel: string): Promise<object | null> {
    const payload = await this.backups.findPayload(row.manifest_id);
    const [commit] = await this.db.query<{ text: string }>(
      "SELECT text FROM statements WHERE manifest_id = ? AND type = 'commit' ORDER BY seq LIMIT 1",
      [row.manifest_id],
    );
    if (payload === null || commit === undefined) return null;
    return {
      manifest: row.manifest,
      epochPart: row.epoch_part,
      policy: await this.stagedPolicyOf(row),
      commit: commit.text,
      parcel,
      payload: Buffer.from(payload).toString('base64url'),
    };
  }

  /** What the owner signed with the manifest; newer policies come with all else that was said of the backup. */
  private async stagedPolicyOf({ receipt, policy }: BackupRow): Promise<string> {
    return (receipt === null ? null : await this.store.findText(stagedPolicyOf(receipt))) ?? policy;
  }

  /** What the guardian had to refuse while it did not know the backup, in the order in which it became known here. */
  private async tellOf(row: BackupRow, index: number, signal: AbortSignal): Promise<void> {
    const said = await this.db.query<{ text: string }>(SAID_OF_BACKUP, [row.backup_id, row.manifest_id]);
    for (let sent = 0; sent < said.length; sent += TOLD_AT_ONCE) {
      const statements = said.slice(sent, sent + TOLD_AT_ONCE).map(({ text }) => ({ text }));
      await this.peers.post(index, '/peer/v1/push', { statements }, { signal });
    }
  }

  private async findParcel(manifestId: string, index: number): Promise<string | null> {
    const [row] = await this.db.query<{ parcel: string }>(
      'SELECT parcel FROM absent_parcels WHERE manifest_id = ? AND guardian_index = ?',
      [manifestId, index],
    );
    return row?.parcel ?? null;
  }

  private async drop(tx: Tx, manifestId: string, index: number): Promise<void> {
    await tx.execute('DELETE FROM absent_parcels WHERE manifest_id = ? AND guardian_index = ?', [manifestId, index]);
  }
}

function isAbsent(config: SealedConfig, holders: readonly number[], self: number, index: number): boolean {
  if (index === self || holders.includes(index)) return false;
  return getGuardian(config, index).index === index;
}

function versionOf(row: BackupRow) {
  return {
    backupId: row.backup_id as BackupId,
    backupVersion: row.backup_version,
    manifestId: row.manifest_id as StatementId,
    epochPartId: row.epoch_part_id as StatementId,
  };
}
