import { Inject, Injectable } from '@nestjs/common';
import { type ProposedConfig, verifyFoundingConfig } from '@wardkeep/protocol';
import { Clock } from '../../../platform/clock/clock.js';
import { Database } from '../../../platform/database/database.js';
import { LOG, type Log } from '../../../platform/logging/logger.js';
import { StatementStore } from '../../statements/statement-store.js';
import { FederationService } from '../federation.service.js';
import { OwnCardService } from '../own-card.service.js';
import { CeremonyRepository } from './ceremony.repository.js';

/** Ends the ceremony: from one write unit on, the node is a guardian of a federation. */
@Injectable()
export class ConfigSealer {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly configs: CeremonyRepository,
    private readonly statements: StatementStore,
    private readonly federation: FederationService,
    private readonly own: OwnCardService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Seals a config that everybody has signed, this node among them.
   *
   * @param proposed - The config with all signatures.
   * @returns Whether this call sealed it; false when a config is sealed already.
   */
  async seal(proposed: ProposedConfig): Promise<boolean> {
    const config = verifyFoundingConfig(proposed.statement.text);
    const isNew = await this.db.write(async (tx) => {
      if (!(await this.configs.markSealed(tx, config, this.clock.now()))) return false;
      for (const { index, signingKey } of config.guardians) {
        if (signingKey !== this.own.key) await tx.insert('peers', { guardian_index: index }, 'ignore');
      }
      await this.statements.record(tx, [{ statement: config.statement, shared: false, origin: 'self' }]);
      return true;
    });
    if (!isNew) return false;
    this.log.info({ federationId: config.federationId, guardians: config.guardians.length }, 'federation sealed');
    await this.federation.refresh();
    return true;
  }
}
