import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { ceremonyAnswer, type Guardian, type ProposedConfig } from '@wardkeep/protocol';
import { LOG, type Log } from '../../../platform/logging/logger.js';
import { AnnouncementRepository } from '../../peers/announcement.repository.js';
import { NodeClient } from '../../peers/node-client.js';
import { PeerRefusedError } from '../../peers/transport.js';
import { OwnCardService } from '../own-card.service.js';
import { verifyProposedConfigOnce } from '../verify-once.js';
import { CeremonyRepository } from './ceremony.repository.js';
import { CeremonyService } from './ceremony.service.js';
import { proposalOf } from './proposal-content.js';

const SHORTEST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;
const TIMEOUT_MS = 5000;

/**
 * Carries the config that this node has signed to all other members, again and again until it is sealed. Each exchange
 * unites the signatures of both sides, so the ceremony ends even if no two nodes but neighbours in time were up together.
 */
@Injectable()
export class CeremonyExchangeService implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #pause = SHORTEST_PAUSE;
  #again = false;
  #isLastRoundDue = false;

  constructor(
    private readonly ceremony: CeremonyService,
    private readonly configs: CeremonyRepository,
    private readonly own: OwnCardService,
    private readonly announcements: AnnouncementRepository,
    private readonly nodes: NodeClient,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.ceremony.onChanged(() => {
      this.#pause = SHORTEST_PAUSE;
      this.#isLastRoundDue = true;
      this.#wake();
    });
  }

  onApplicationBootstrap(): void {
    this.#wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  #wake(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#round !== undefined) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#round = this.#exchange()
      .catch((error: unknown) => {
        this.log.error({ err: error }, 'ceremony cannot go on');
        return true;
      })
      .then((isUnfinished) => {
        this.#round = undefined;
        const isAgain = this.#again;
        this.#again = false;
        if (this.#stop.signal.aborted || !(isUnfinished || isAgain)) return;
        this.#timer = setTimeout(() => this.#wake(), isAgain ? 0 : this.#pause);
        this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 1.5);
      });
  }

  /** One exchange with every other member; returns whether more are needed. */
  async #exchange(): Promise<boolean> {
    const all = await this.configs.list();
    const signed = all.find(({ status }) => status === 'signed');
    const sealed = all.find(({ status }) => status === 'sealed');
    // Once sealed, the others are told once; whoever is down then asks by itself.
    const isLast = sealed !== undefined && this.#isLastRoundDue;
    const config = signed?.config ?? (isLast ? sealed.config : undefined);
    if (config === undefined) return false;
    this.#isLastRoundDue = false;
    const others = config.guardians.filter(({ signingKey }) => signingKey !== this.own.key);
    await Promise.all(others.map((guardian) => this.#exchangeWith(config, guardian)));
    return signed !== undefined;
  }

  async #exchangeWith(config: ProposedConfig, guardian: Guardian): Promise<void> {
    try {
      const urls = (await this.announcements.find(guardian.signingKey))?.body.urls ?? [];
      const post = (path: string, content: unknown) =>
        this.nodes.call(urls, path, {
          method: 'POST',
          body: JSON.stringify(content),
          timeoutMs: TIMEOUT_MS,
          signal: this.#stop.signal,
        });
      const answer = await post('/ceremony/v1/signatures', { config: config.statement.text }).catch(
        async (error: unknown) => {
          if (!(error instanceof PeerRefusedError) || error.code !== 'PROPOSAL_NOT_FOUND') throw error;
          return post('/ceremony/v1/proposal', await proposalOf(config, this.announcements));
        },
      );
      const other = verifyProposedConfigOnce(ceremonyAnswer.parse(answer.body).config);
      if (other.id === config.id) await this.ceremony.merge(other);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.log.debug({ guardian: guardian.index, err: error }, 'ceremony exchange failed');
    }
  }
}
