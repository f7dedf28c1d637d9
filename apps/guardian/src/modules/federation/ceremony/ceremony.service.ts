import { Inject, Injectable } from '@nestjs/common';
import {
  mergeConfigSignatures,
  parseEnvelopeOf,
  type ProposedConfig,
  signersOfConfig,
  type UrlAnnouncement,
  verifyUrlAnnouncement,
} from '@wardkeep/protocol';
import { Clock } from '../../../platform/clock/clock.js';
import { Database } from '../../../platform/database/database.js';
import { LOG, type Log } from '../../../platform/logging/logger.js';
import { fromInput } from '../../../platform/problem/index.js';
import { AnnouncementRepository } from '../../peers/announcement.repository.js';
import { OwnCardService } from '../own-card.service.js';
import { verifyProposedConfigOnce } from '../verify-once.js';
import { ceremonyProblem } from './ceremony-problems.js';
import { CeremonyRepository, type StoredConfig } from './ceremony.repository.js';
import { ConfigSealer } from './config-sealer.js';

/** Merging races with other requests only for a moment. */
const MERGE_ATTEMPTS = 8;

/**
 * What nodes tell each other before their federation exists (protocol.md §4): configs and signatures on them. Every step
 * is a row in the database, so the ceremony goes on after any restart.
 */
@Injectable()
export class CeremonyService {
  readonly #listeners: (() => void)[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly own: OwnCardService,
    private readonly configs: CeremonyRepository,
    private readonly announcements: AnnouncementRepository,
    private readonly sealer: ConfigSealer,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @param listener - Told when there is something to tell the other nodes. */
  onChanged(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Says that this node has something to tell the other nodes. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /**
   * Takes in a config that another node proposes.
   *
   * @param text - Envelope of the config.
   * @param announced - Envelopes of the URL announcements of all its guardians.
   * @returns The config with all signatures known here.
   * @throws ProblemError ALREADY_SEALED, CARD_NOT_INCLUDED, ANNOUNCEMENT_MISSING, or the code of what is malformed.
   */
  async receive(text: string, announced: readonly string[]): Promise<ProposedConfig> {
    const config = await fromInput(() => verifyProposedConfigOnce(text));
    if (!config.guardians.some(({ signingKey }) => signingKey === this.own.key)) {
      throw ceremonyProblem('CARD_NOT_INCLUDED', 'the card of this node is not in the config');
    }
    const announcements = await fromInput(() => announced.map(readAnnouncement));
    for (const { index, signingKey } of config.guardians) {
      if (announcements.some(({ body }) => body.signer.key === signingKey)) continue;
      throw ceremonyProblem('ANNOUNCEMENT_MISSING', `guardian ${String(index)} has announced no url`);
    }
    if ((await this.configs.find(config.id)) === null) await this.#store(config, announcements);
    return this.merge(config);
  }

  /**
   * Takes in signatures on a known config; with the last one the federation is sealed.
   *
   * @param other - A copy of the config.
   * @returns The config with all signatures known here.
   * @throws ProblemError PROPOSAL_NOT_FOUND.
   */
  async merge(other: ProposedConfig): Promise<ProposedConfig> {
    for (let attempt = 0; attempt < MERGE_ATTEMPTS; attempt += 1) {
      const { config } = await this.get(other.id);
      const merged = mergeConfigSignatures(config, other);
      const isSame = merged.statement.text === config.statement.text;
      if (!isSame && !(await this.configs.replaceSignatures(config, merged))) continue;
      const isComplete = signersOfConfig(merged).length === merged.guardians.length;
      if (isComplete && (await this.sealer.seal(merged))) this.changed();
      return merged;
    }
    throw new Error('signatures of a config changed again and again while they were merged');
  }

  /**
   * @param configId - Id of a config.
   * @throws ProblemError PROPOSAL_NOT_FOUND.
   */
  async get(configId: string): Promise<StoredConfig> {
    const stored = await this.configs.find(configId);
    if (stored === null) throw ceremonyProblem('PROPOSAL_NOT_FOUND', 'this node knows no config with this id');
    return stored;
  }

  async #store(config: ProposedConfig, announcements: readonly UrlAnnouncement[]): Promise<void> {
    const others = await this.configs.list();
    if (others.some(({ status }) => status === 'sealed')) {
      throw ceremonyProblem('ALREADY_SEALED', 'this node is part of a sealed federation');
    }
    const members = keysOf([config]);
    await this.db.write(async (tx) => {
      const evicted = await this.configs.insert(tx, config, this.clock.now());
      const gone = new Set(evicted.map(({ id }) => id));
      const kept = others.flatMap((other) => (gone.has(other.config.id) ? [] : [other.config]));
      const needed = keysOf([config, ...kept]).add(this.own.key);
      await this.announcements.remove(
        tx,
        [...keysOf(evicted)].filter((key) => !needed.has(key)),
      );
      for (const announcement of announcements) {
        if (members.has(announcement.body.signer.key)) await this.announcements.save(tx, announcement);
      }
    });
    this.log.info({ configId: config.id, federation: config.name }, 'federation proposed');
  }
}

function keysOf(configs: readonly ProposedConfig[]): Set<string> {
  return new Set(configs.flatMap(({ guardians }) => guardians.map(({ signingKey }) => signingKey)));
}

function readAnnouncement(text: string): UrlAnnouncement {
  return verifyUrlAnnouncement(text, parseEnvelopeOf(text, 'url-announcement').body.signer.key);
}
