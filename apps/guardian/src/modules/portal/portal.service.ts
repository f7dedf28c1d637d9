import { Injectable } from '@nestjs/common';
import { type PortalAnswer, portalDigest, type PortalStanding } from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { NodeConfig } from '../../platform/config/node-config.js';
import { AppFolder } from '../../platform/web/app-folder.js';

/** The portal that this node serves, as others may compare it. */
@Injectable()
export class PortalService {
  readonly #folder: AppFolder;

  constructor(
    config: NodeConfig,
    private readonly clock: Clock,
  ) {
    this.#folder = new AppFolder(config.portalApp);
  }

  /** @returns Its files and their digest; null when this node serves none. */
  async find(): Promise<PortalAnswer | null> {
    const files = await this.#folder.files();
    if (files === null) return null;
    const list = [...files.values()];
    return { digest: portalDigest(list), files: list };
  }

  /** @returns The node's own portal as operators see it. */
  async standing(): Promise<PortalStanding> {
    const portal = await this.find();
    return { digest: portal?.digest ?? null, checkedAt: this.clock.now(), matches: portal === null ? null : true };
  }
}
