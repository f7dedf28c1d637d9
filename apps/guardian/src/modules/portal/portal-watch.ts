import { createHash } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Rng } from '@wardkeep/crypto';
import { type Guardian, portalDigest, type PortalFile, portalFiles, type SealedConfig } from '@wardkeep/protocol';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Database } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { FederationService } from '../federation/federation.service.js';
import { AnnouncementRepository } from '../peers/announcement.repository.js';
import { NodeClient } from '../peers/node-client.js';
import { PeerRefusedError } from '../peers/transport.js';
import { RepeatingTask } from '../sync/repeating-task.js';
import { PortalService } from './portal.service.js';

/** One portal after the other, none at once: a node that has just started catches up with its peers first. */
const APART_MS = 60_000;
const EVERY_MS = 3_600_000;
/** Where a node puts its nonce in place of the mark that was built in. */
const NONCE = /<meta name="csp-nonce" content="([^"]{1,64})"/;

const Listed = z.object({ files: portalFiles });

/**
 * Looks at the portals of the other guardians as a browser would, and raises an alarm when one differs from this node's own:
 * either somebody runs another version, or somebody serves owners a page that is not the portal. A node that lies to
 * nodes and to people differently is not found this way; the copy from one's own disk is the cure for that.
 */
@Injectable()
export class PortalWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #tasks: RepeatingTask[] = [];

  constructor(
    private readonly federation: FederationService,
    private readonly announcements: AnnouncementRepository,
    private readonly nodes: NodeClient,
    private readonly portal: PortalService,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.federation.onSealed((config) => this.#start(config));
  }

  async beforeApplicationShutdown(): Promise<void> {
    const tasks = this.#tasks;
    this.#tasks = [];
    await Promise.all(tasks.map((task) => task.stop()));
  }

  /**
   * Looks at one portal, and remembers its digest.
   *
   * @param guardian - Whose.
   * @param signal - Ends the look.
   * @returns The digest of what is really served; null when nothing is.
   */
  async check({ index, name, signingKey }: Guardian, signal?: AbortSignal): Promise<string | null> {
    const urls = (await this.announcements.find(signingKey))?.body.urls ?? [];
    const own = await this.portal.find();
    const listed = await this.#list(urls, signal);
    const digest = listed === null ? null : portalDigest(listed);
    // Only a list that is right is worth a look at what stands behind it.
    const served = listed !== null && digest === own?.digest ? await this.#serve(urls, listed, signal) : digest;
    await this.database.write((tx) =>
      tx.execute('UPDATE peers SET portal_digest = ?, portal_checked_at = ? WHERE guardian_index = ?', [
        served,
        this.clock.now(),
        index,
      ]),
    );
    if (own !== null && served !== null && served !== own.digest) {
      this.log.warn({ peer: index, name, own: own.digest, served }, 'portal of a guardian differs from this one');
    }
    return served;
  }

  #start(config: SealedConfig): void {
    const self = this.federation.self(config);
    const at = config.guardians.indexOf(self);
    // Each node begins with the one after itself, so that they do not all look at the same one.
    const others = [...config.guardians.slice(at + 1), ...config.guardians.slice(0, at)];
    this.#tasks = others.map((guardian, position) => {
      const task = new RepeatingTask({
        work: async (signal) => {
          await this.check(guardian, signal);
        },
        everyMs: EVERY_MS,
        chance: () => (this.rng.bytes(1)[0] ?? 0) / 256,
        onFailure: (error) => this.log.debug({ peer: guardian.index, err: error }, 'portal of a guardian is not seen'),
      });
      task.poke(APART_MS * (position + 1));
      return task;
    });
  }

  async #list(urls: readonly string[], signal: AbortSignal | undefined): Promise<PortalFile[] | null> {
    try {
      const { body } = await this.nodes.call(urls, '/v1/portal', { method: 'GET', signal });
      return Listed.parse(body).files;
    } catch (error) {
      if (error instanceof PeerRefusedError && error.code === 'PORTAL_NOT_SERVED') return null;
      throw error;
    }
  }

  /** Digest of the bytes that the node gives out under the names of a list. */
  async #serve(
    urls: readonly string[],
    files: readonly PortalFile[],
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const found: PortalFile[] = [];
    for (const { path } of files) {
      const content = await this.nodes.download(urls, `/${path}`, signal);
      if (content === null) continue;
      const built = path.endsWith('.html') ? withoutNonce(content) : content;
      found.push({ path, sha256: createHash('sha256').update(built).digest('hex') });
    }
    return found.length === 0 ? '' : portalDigest(found);
  }
}

/** The page as it was built: nodes put a nonce of their own into each copy. */
function withoutNonce(content: Uint8Array): string {
  const page = Buffer.from(content).toString('utf8');
  const nonce = NONCE.exec(page)?.[1];
  return nonce === undefined ? page : page.replaceAll(nonce, '__NONCE__');
}
