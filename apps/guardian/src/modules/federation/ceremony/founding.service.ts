import { Inject, Injectable } from '@nestjs/common';
import {
  type CardBundle,
  cosignConfig,
  type FederationProposal,
  proposeConfig,
  type ProposedConfig,
  type UrlAnnouncement,
} from '@wardkeep/protocol';
import { AuditTrail } from '../../../platform/audit/audit-trail.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Database } from '../../../platform/database/database.js';
import type { OperatorCaller } from '../../../platform/http/index.js';
import { Keystore } from '../../../platform/keystore/keystore.js';
import { LOG, type Log } from '../../../platform/logging/logger.js';
import { fromInput } from '../../../platform/problem/index.js';
import { AnnouncementRepository } from '../../peers/announcement.repository.js';
import { OwnCardService } from '../own-card.service.js';
import { ceremonyProblem } from './ceremony-problems.js';
import { CeremonyRepository, type StoredConfig } from './ceremony.repository.js';
import { CeremonyService } from './ceremony.service.js';
import { PreflightService } from './preflight.service.js';

/**
 * What a guardian's operators do in the ceremony. A node has signed at most one founding config at a time. Should they give
 * one up and it is completed all the same, nothing forks, since a federation is named by its founding config.
 */
@Injectable()
export class FoundingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keystore: Keystore,
    private readonly own: OwnCardService,
    private readonly configs: CeremonyRepository,
    private readonly announcements: AnnouncementRepository,
    private readonly ceremony: CeremonyService,
    private readonly preflight: PreflightService,
    private readonly audit: AuditTrail,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Proposes a founding config and, by that, signs it.
   *
   * @param operator - Who does it.
   * @param proposal - Name, thresholds and policies.
   * @param bundles - Cards of all guardians in the order of their indexes; this node's own goes first if it is missing.
   * @throws ProblemError ALREADY_SEALED, ALREADY_SIGNED, or the code of what is wrong with the proposal.
   */
  async propose(
    operator: OperatorCaller,
    proposal: Omit<FederationProposal, 'cards' | 'issuedAt'>,
    bundles: readonly CardBundle[],
  ): Promise<StoredConfig> {
    const isIncluded = bundles.some(({ card }) => card.body.signer.key === this.own.key);
    const members = isIncluded ? bundles : [await this.own.bundle(), ...bundles];
    await this.#refuseSecond();
    const cards = members.map(({ card }) => card);
    const issuedAt = this.clock.now();
    const key = this.keystore.signingKey(1);
    const config = await fromInput(() => proposeConfig({ ...proposal, cards, issuedAt }, key));
    const announced = members.map(({ announcement }) => announcement);
    await this.#keepSigned(operator, 'federation.propose', config, announced);
    this.ceremony.changed();
    return this.ceremony.get(config.id);
  }

  /**
   * Signs a config after preflight has passed. Once signed, doing it again changes nothing.
   *
   * @param operator - Who does it.
   * @param configId - Id of the config whose fingerprint was read aloud and compared.
   * @throws ProblemError PROPOSAL_NOT_FOUND, ALREADY_SEALED, ALREADY_SIGNED, CARD_REPLACED, or PREFLIGHT_FAILED with `failures`.
   */
  async sign(operator: OperatorCaller, configId: string): Promise<StoredConfig> {
    const stored = await this.ceremony.get(configId);
    if (stored.status === 'signed' || stored.status === 'sealed') return stored;
    await this.#refuseSecond();
    const own = stored.config.guardians.find(({ signingKey }) => signingKey === this.own.key);
    if (own?.card.text !== this.own.card.text) {
      throw ceremonyProblem(
        'CARD_REPLACED',
        'config has an older card of this node: propose one with the present card',
      );
    }
    const failures = await this.preflight.run(stored.config);
    if (failures.length > 0) throw ceremonyProblem('PREFLIGHT_FAILED', failures[0]?.detail, { failures });
    // Signatures may have come in while preflight ran.
    const { config } = await this.ceremony.get(configId);
    const signed = cosignConfig(config, this.keystore.signingKey(1));
    await this.#keepSigned(operator, 'federation.sign', signed, []);
    await this.ceremony.merge(signed);
    this.ceremony.changed();
    return this.ceremony.get(configId);
  }

  /**
   * Gives up a config, so that another one can be signed.
   *
   * @param operator - Who does it.
   * @param configId - Id of the config.
   * @throws ProblemError PROPOSAL_NOT_FOUND, or ALREADY_SEALED.
   */
  async abandon(operator: OperatorCaller, configId: string): Promise<StoredConfig> {
    await this.ceremony.get(configId);
    await this.db.write(async (tx) => {
      if (await this.configs.markRefused(tx, configId)) {
        await this.audit.record(tx, operator, 'federation.abandon', configId);
      }
    });
    const after = await this.ceremony.get(configId);
    if (after.status === 'sealed') throw ceremonyProblem('ALREADY_SEALED', 'a sealed federation cannot be given up');
    return after;
  }

  async #keepSigned(
    operator: OperatorCaller,
    action: string,
    signed: ProposedConfig,
    announcements: readonly UrlAnnouncement[],
  ): Promise<void> {
    await this.db.write(async (tx) => {
      await this.configs.insert(tx, signed, this.clock.now());
      for (const announcement of announcements) await this.announcements.save(tx, announcement);
      if (!(await this.configs.markSigned(tx, signed, this.clock.now()))) throw alreadySigned();
      await this.audit.record(tx, operator, action, signed.id);
    });
    this.log.info({ configId: signed.id }, 'founding config signed');
  }

  /** Refuses when nothing more can be signed. */
  async #refuseSecond(): Promise<void> {
    const own = (await this.configs.list()).find(({ status }) => status === 'signed' || status === 'sealed');
    if (own === undefined) return;
    const extras = { configId: own.config.id };
    if (own.status === 'sealed') throw ceremonyProblem('ALREADY_SEALED', 'this node is part of a federation', extras);
    throw alreadySigned(extras);
  }
}

function alreadySigned(extras: Readonly<Record<string, unknown>> = {}): Error {
  const advice = 'this node has signed a config: give it up before signing another';
  return ceremonyProblem('ALREADY_SIGNED', advice, extras);
}
