import { createHmac, randomBytes } from 'node:crypto';
import { conflictKey, type AnyBody, type Body } from '@wardkeep/protocol';
import { checkCommit, checkStage, type FloorSeat } from './checks.js';
import type { Driver } from './driver.js';
import type { Libraries } from './libraries.js';
import { signBody } from './statements.js';
import { commitRow, stagingRows, statementRows, type Encrypted, type Recorded } from './writes.js';

const NONCE_BYTES = 24;

/** The keys of a guardian that a bare loop stands for. */
export interface FloorKeys {
  readonly storage: Buffer;
  readonly lookup: Buffer;
}

/** The bare loop's guardian: checks, encrypts, signs and writes, and nothing else. */
export class FloorGuardian {
  constructor(
    private readonly seat: FloorSeat,
    private readonly keys: FloorKeys,
    private readonly libraries: Libraries,
    private readonly driver: Driver,
  ) {}

  /** One enrolment: stage, commit, a durable transaction each. */
  async enrol(stageText: string, commitText: string): Promise<void> {
    const ownerKey = await this.#stage(stageText);
    const commit = checkCommit(commitText, ownerKey, this.seat, this.libraries);
    const now = Date.now();
    const { backupId, manifestId } = commit.body;
    const recorded = this.#recorded({ ...commit, body: commit.body }, backupId, manifestId, 'client', true);
    await this.driver.transact([statementRows([recorded], now), commitRow(manifestId, now)]);
  }

  async #stage(text: string): Promise<string> {
    const stage = await checkStage(text, this.seat, this.libraries);
    const { manifest, epochPart, policy } = stage;
    const { backupId, backupVersion, ownerKey } = manifest.body.header;
    const now = Date.now();
    const { index, signingKey, federationId, epoch } = this.seat;
    const body = {
      type: 'receipt',
      version: 1,
      federationId,
      epoch,
      signer: { role: 'guardian', index, key: signingKey },
      generation: 1,
      issuedAt: now,
      backupId,
      backupVersion,
      manifestId: manifest.id,
      epochPartId: epochPart.id,
      policyId: policy.id,
    };
    const receipt = signBody(body as unknown as Body<'receipt'>, this.libraries);
    const encrypted: Encrypted = {
      lookupTag: createHmac('sha256', this.keys.lookup).update(stage.lookup.subarray(0, 32)).digest(),
      lookupSealed: this.#encrypt(`backups/lookup_sealed/${manifest.id}`, stage.lookup),
      parts: this.#encrypt(`backup_parts/sealed/${manifest.id}/recovery`, stage.held),
    };
    const statements = [
      this.#recorded(manifest, backupId, manifest.id, 'client'),
      this.#recorded(epochPart, backupId, manifest.id, 'client'),
      this.#recorded(policy, backupId, null, 'client'),
      this.#recorded(receipt, backupId, manifest.id, 'self'),
    ];
    await this.driver.transact([...stagingRows(stage, encrypted, receipt.text, now), statementRows(statements, now)]);
    return ownerKey;
  }

  #recorded(
    statement: { readonly id: string; readonly text: string; readonly body: unknown },
    backupId: string,
    manifestId: string | null,
    origin: Recorded['origin'],
    isShared = false,
  ): Recorded {
    const body = statement.body as AnyBody;
    const { id, text } = statement;
    return { statement: { id, text, body }, conflictKey: conflictKey(body), manifestId, backupId, isShared, origin };
  }

  #encrypt(context: string, plaintext: Buffer): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const aad = Buffer.from(`wardkeep/1/at-rest/1/${context}`);
    return Buffer.concat([nonce, this.libraries.encrypt(this.keys.storage, nonce, plaintext, aad)]);
  }
}
