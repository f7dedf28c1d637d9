import { Inject, Injectable } from '@nestjs/common';
import { type Rng, utf8 } from '@wardkeep/crypto';
import { getGuardian, PEER_HEADER } from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { FederationService } from '../federation/federation.service.js';
import { AnnouncementRepository } from './announcement.repository.js';
import { NodeClient } from './node-client.js';
import { signPeerHeader } from './peer-header.js';
import { PeerStatusService } from './peer-status.service.js';
import { PeerRefusedError, PeerUnreachableError } from './transport.js';

/** How one request to a peer may go. */
export interface PeerCallOptions {
  /** For each URL that is tried, milliseconds; 10 s unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Signed requests to the other guardians of the federation, each under its newest announced URLs. */
@Injectable()
export class PeerClient {
  constructor(
    private readonly federation: FederationService,
    private readonly keystore: Keystore,
    private readonly announcements: AnnouncementRepository,
    private readonly nodes: NodeClient,
    private readonly status: PeerStatusService,
    private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
  ) {}

  /**
   * Sends a signed POST to a guardian.
   *
   * @param index - The guardian.
   * @param path - Beginning with `/peer/`.
   * @param content - Value of the JSON body.
   * @param options - Timeout and signal.
   * @returns The JSON answered: to be parsed, and not to be trusted.
   * @throws PeerRefusedError with the peer's code, PeerUnreachableError, ProblemError NOT_SEALED.
   */
  async post(index: number, path: string, content: unknown, options: PeerCallOptions = {}): Promise<unknown> {
    const config = await this.federation.current();
    const guardian = getGuardian(config, index);
    const self = this.federation.self(config);
    const key = this.keystore.signingKey(config.epoch);
    const body = JSON.stringify(content);
    const bytes = utf8(body);
    const urls = (await this.announcements.find(guardian.signingKey))?.body.urls ?? [];
    try {
      const answer = await this.nodes.call(urls, path, {
        method: 'POST',
        body,
        timeoutMs: options.timeoutMs,
        signal: options.signal,
        // Signed anew for each URL: a nonce that reached the peer by one way must not be refused on another.
        headers: () => {
          const request = { method: 'POST', path, recipientKey: guardian.signingKey, body: bytes };
          const header = signPeerHeader(request, self.index, key, this.clock.now(), this.rng.bytes(16));
          return { [PEER_HEADER]: header };
        },
      });
      await this.status.answered(index, { latencyMs: answer.elapsedMs });
      return answer.body;
    } catch (error) {
      if (error instanceof PeerRefusedError) this.status.present(index);
      if (error instanceof PeerUnreachableError && options.signal?.aborted !== true) this.status.missed(index);
      throw error;
    }
  }
}
