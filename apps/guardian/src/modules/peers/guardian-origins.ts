import { Injectable } from '@nestjs/common';
import { originsOf } from '../../platform/web/origins.js';
import { FederationService } from '../federation/federation.service.js';
import { AnnouncementRepository } from './announcement.repository.js';

/** How long a list is good for, milliseconds: every page and every file of a page asks for it. */
const FRESH_MS = 5000;

/** Where the guardians of this federation answer: whom the portal may talk to. */
@Injectable()
export class GuardianOrigins {
  #known: { readonly at: number; readonly origins: Promise<readonly string[]> } | undefined;

  constructor(
    private readonly federation: FederationService,
    private readonly announcements: AnnouncementRepository,
  ) {}

  /** @returns Origins of all guardians; none before there is a federation. */
  list(): Promise<readonly string[]> {
    const now = performance.now();
    if (this.#known === undefined || now - this.#known.at > FRESH_MS) this.#known = { at: now, origins: this.#read() };
    return this.#known.origins;
  }

  async #read(): Promise<readonly string[]> {
    const config = await this.federation.find();
    if (config === null) return [];
    const known = await this.announcements.findAll(config.guardians.map(({ signingKey }) => signingKey));
    return originsOf(known.flatMap(({ body }) => body.urls));
  }
}
