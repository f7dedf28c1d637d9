import { Injectable } from '@nestjs/common';
import type { ProposedConfig } from '@wardkeep/protocol';
import { AnnouncementRepository } from '../peers/announcement.repository.js';
import { GreetingError, HelloClient } from '../peers/hello-client.js';
import { type PeerStatus, PeerStatusService } from '../peers/peer-status.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { CeremonyRepository, type StoredConfig } from './ceremony/ceremony.repository.js';
import { PreflightService } from './ceremony/preflight.service.js';
import { FederationService } from './federation.service.js';
import { type ConfigView, type GuardianView, type ProposalView, viewConfig, viewProposal } from './federation-view.js';
import { OwnCardService } from './own-card.service.js';

/** How long operators wait for peers that do not answer, milliseconds. */
const GREETING_MS = 3000;
/** Strangers can send proposals; the network is tried for so many of them. */
const MOST_PREFLIGHTS = 4;

/** What operators see of their federation. */
export interface FederationStatus {
  readonly sealed: boolean;
  /** Whether this node has caught up with its peers since it started, and so votes, tickets and releases. */
  readonly acting: boolean;
  /** Index of this node; null before the federation is sealed. */
  readonly self: number | null;
  readonly config: ConfigView | null;
  readonly peers: readonly (PeerStatus & Pick<GuardianView, 'name' | 'urls'> & { readonly problem: string | null })[];
}

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
  ) {}

  /** @returns The federation, with peers as they answer right now. */
  async show(): Promise<FederationStatus> {
    const config = await this.federation.find();
    if (config === null) return { sealed: false, acting: false, self: null, config: null, peers: [] };
    const others = config.guardians.filter(({ signingKey }) => signingKey !== this.own.key);
    const problems = new Map(
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
    const view = await this.#view(config);
    const peers = (await this.status.list()).map((peer) => {
      const guardian = view.guardians.find(({ index }) => index === peer.index);
      return {
        ...peer,
        name: guardian?.name ?? '',
        urls: guardian?.urls ?? [],
        problem: problems.get(peer.index) ?? null,
      };
    });
    return { sealed: true, acting: this.gate.isActing, self: this.federation.self(config).index, config: view, peers };
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
