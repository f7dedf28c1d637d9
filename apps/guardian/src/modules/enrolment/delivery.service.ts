import { Injectable } from '@nestjs/common';
import { deliveryBody, parseEnvelopeOf, type SealedConfig } from '@wardkeep/protocol';
import type { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { fromInput } from '../../platform/problem/index.js';
import { StatementStore } from '../statements/statement-store.js';
import { CommitService } from './commit.service.js';
import { StagingService } from './staging.service.js';

/** An enrolment that a peer brings because the owner's device could not: staged and committed in one step. */
@Injectable()
export class DeliveryService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly store: StatementStore,
    private readonly staging: StagingService,
    private readonly commits: CommitService,
  ) {}

  /**
   * @param body - As the peer sent it; the owner has signed all of it, so the peer needs no trust.
   * @param from - The peer.
   * @returns This guardian's receipt.
   * @throws ProblemError with a code of `verifyEnrolment`, of `verifyCommit`, or of this module.
   */
  async take(body: z.infer<typeof deliveryBody>, from: number): Promise<string> {
    const prepared = await this.staging.prepare(body);
    const commit = await fromInput(() => this.verifyCommit(body.commit, prepared));
    await this.staging.requireRoom(body.payload.length);
    const origin = `peer/${from}` as const;
    return this.db.write(async (tx) => {
      const receipt = await prepared.store(tx, { kind: 'delivered', origin });
      const { newIds } = await this.store.record(tx, [{ statement: commit, shared: true, origin }]);
      if (newIds.has(commit.id)) await this.commits.apply(tx, commit, this.clock.now());
      return receipt;
    });
  }

  private verifyCommit(text: string, { enrolment }: { enrolment: Prepared; config: SealedConfig }) {
    const { header } = enrolment.manifest.body;
    return this.commits.verify(parseEnvelopeOf(text, 'commit'), {
      backupId: header.backupId,
      backupVersion: header.backupVersion,
      epochPartId: enrolment.epochPart.statement.id,
      ownerKey: header.ownerKey,
      receipt: null,
    });
  }
}

type Prepared = Awaited<ReturnType<StagingService['prepare']>>['enrolment'];
