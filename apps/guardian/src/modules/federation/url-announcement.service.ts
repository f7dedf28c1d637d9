import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { type UrlAnnouncement, verifyUrlAnnouncement } from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { fromInput } from '../../platform/problem/index.js';
import { AnnouncementRepository } from '../peers/announcement.repository.js';
import { StatementService } from '../statements/statement.service.js';
import { federationProblem } from './federation-problems.js';
import { FederationService } from './federation.service.js';
import { OwnCardService } from './own-card.service.js';

/** Where guardians answer: this node's own announcements go out, those of others come in, the newest wins. */
@Injectable()
export class UrlAnnouncementService implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly db: Database,
    private readonly federation: FederationService,
    private readonly own: OwnCardService,
    private readonly announcements: AnnouncementRepository,
    private readonly statements: StatementService,
    private readonly audit: AuditTrail,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.statements.register({
      type: 'url-announcement',
      shared: true,
      urgent: true,
      verify: (statement) => this.#verify(statement.text, statement.body.signer.key),
      apply: async (tx, statement) => {
        await this.announcements.save(tx, statement);
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.federation.onSealed(() => {
      // What was announced before the federation existed becomes a statement of it.
      this.#publish().catch((error: unknown) => this.log.error({ err: error }, 'urls cannot be announced'));
    });
    await this.federation.find();
  }

  /**
   * Announces new URLs of this node.
   *
   * @param operator - Who does it.
   * @param urls - One to four, in order of preference.
   */
  async change(operator: OperatorCaller, urls: readonly string[]): Promise<{ urls: readonly string[] }> {
    const announcement = await fromInput(() => this.own.announce(urls));
    await this.db.write(async (tx) => {
      await this.announcements.save(tx, announcement);
      await this.audit.record(tx, operator, 'federation.urls', urls.join(' '));
    });
    await this.#publish();
    return { urls };
  }

  async #publish(): Promise<void> {
    const config = await this.federation.find();
    const newest = await this.announcements.find(this.own.key);
    if (config !== null && newest !== null) await this.statements.publish(newest);
  }

  async #verify(text: string, signerKey: string): Promise<UrlAnnouncement> {
    const config = await this.federation.current();
    if (!config.guardians.some(({ signingKey }) => signingKey === signerKey)) {
      throw federationProblem('NOT_A_GUARDIAN', 'urls are announced by a key that is no guardian of this federation');
    }
    const announcement = verifyUrlAnnouncement(text, signerKey);
    const known = await this.announcements.find(signerKey);
    if (known !== null && known.body.issuedAt > announcement.body.issuedAt) {
      throw federationProblem('ANNOUNCEMENT_STALE', 'newer urls of this guardian are known');
    }
    return announcement;
  }
}
