import { Injectable } from '@nestjs/common';
import type {
  ConfigHistoryAnswer,
  ConfigView,
  FederationStatus,
  PeerView,
  ProposalView,
  ProposedConfig,
  SealedConfig,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { AnnouncementRepository } from '../peers/announcement.repository.js';
import { GreetingError, HelloClient } from '../peers/hello-client.js';
import { PeerStatusService } from '../peers/peer-status.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { PortalService } from '../portal/portal.service.js';
import { CeremonyRepository, type StoredConfig } from './ceremony/ceremony.repository.js';
import { PreflightService } from './ceremony/preflight.service.js';
import { FederationService } from './federation.service.js';
import { viewConfig, viewProposal } from './federation-view.js';
import { WindingDownService } from '../winding-down/winding-down.service.js';
import { OwnCardService } from './own-card.service.js';
import { SOFTWARE_VERSION } from './software-version.js';

/** How long operators wait for peers that do not answer, milliseconds. */
const GREETING_MS = 3000;
/** Strangers can send proposals; the network is tried for so many of them. */
const MOST_PREFLIGHTS = 4;

/** Gathers what operators want to see. */
@Injectable()
export class FederationStatusService {
  constructor(
    private readonly federation: FederationService,
    private readonly own: OwnCardService,
    private readonly configs: CeremonyRepository,
    private readonly preflight: PreflightService,
    private readonly announcements: AnnouncementRepository,
    private readonly hello: HelloClient,
    private readonly status: PeerStatusService,
    private readonly gate: ActingGate,
    private readonly portal: PortalService,
    private readonly clock: Clock,
    private readonly winding: WindingDownService,
  ) {}

  /** @returns The federation, with peers as they answer right now. */
  async show(): Promise<FederationStatus> {
    const config = await this.federation.find();
    const portal = await this.portal.standing();
    const node = { softwareVersion: SOFTWARE_VERSION, time: this.clock.now(), portal };
    if (config === null) {
      return { sealed: false, acting: false, self: null, config: null, peers: [], node, windingDown: null };
    }
    const problems = await this.#greetOthers(config);
    const view = await this.#view(config);
    const peers = (await this.status.list()).map(({ portalDigest, portalCheckedAt, ...peer }): PeerView => {
      const guardian = view.guardians.find(({ index }) => index === peer.index);
      const isKnown = portal.digest !== null && portalDigest !== null;
      return {
        ...peer,
        name: guardian?.name ?? '',
        urls: guardian?.urls ?? [],
        problem: problems.get(peer.index) ?? null,
        portal: {
          digest: portalDigest,
          checkedAt: portalCheckedAt,
          matches: isKnown ? portalDigest === portal.digest : null,
        },
      };
    });
    const self = this.federation.self(config).index;
    const windingDown = await this.winding.describe(config);
    return { sealed: true, acting: this.gate.isActing, self, config: view, peers, node, windingDown };
  }

  /** @returns Every config that was in force, the newest first. */
  async history(): Promise<ConfigHistoryAnswer> {
    const sealed = (await this.configs.list()).filter(({ status }) => status === 'sealed').reverse();
    const configs = await Promise.all(
      sealed.map(async ({ config, sealedAt }) => ({
        ...(await this.#view(config)),
        sealedAt,
        text: config.statement.text,
      })),
    );
    return { configs };
  }

  /** Asks every peer who it is; gives the code of what went wrong, by index. */
  async #greetOthers(config: SealedConfig): Promise<ReadonlyMap<number, string | null>> {
    const others = config.guardians.filter(({ signingKey }) => signingKey !== this.own.key);
    return new Map(
      await Promise.all(
        others.map(async (guardian): Promise<readonly [number, string | null]> => {
          try {
            await this.status.answered(guardian.index, await this.hello.greet(guardian, GREETING_MS));
            return [guardian.index, null];
          } catch (error) {
            if (!(error instanceof GreetingError)) throw error;
            this.status.missed(guardian.index);
            return [guardian.index, error.code];
          }
        }),
      ),
    );
  }

  /**
   * @param withPreflight - Whether to try the ways between the guardians of configs that are not sealed.
   * @returns All configs of the ceremony, conflicting ones too.
   */
  async listProposals(withPreflight: boolean): Promise<ProposalView[]> {
    const stored = await this.configs.list();
    const tried = stored.filter(({ status }) => status === 'signed' || status === 'proposed').slice(-MOST_PREFLIGHTS);
    return Promise.all(stored.map((each) => this.viewProposal(each, withPreflight && tried.includes(each))));
  }

  /**
   * @param stored - A config of the ceremony.
   * @param withPreflight - Whether to try the ways between its guardians.
   */
  async viewProposal(stored: StoredConfig, withPreflight = false): Promise<ProposalView> {
    const failures = withPreflight ? await this.preflight.run(stored.config) : null;
    return viewProposal(stored, await this.#view(stored.config), failures);
  }

  async #view(config: ProposedConfig): Promise<ConfigView> {
    const known = await this.announcements.findAll(config.guardians.map(({ signingKey }) => signingKey));
    const urls = new Map(known.map(({ body }) => [body.signer.key as string, body.urls as readonly string[]]));
    return viewConfig(config, this.own.key, urls);
  }
}
