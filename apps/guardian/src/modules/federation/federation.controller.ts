import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { currencyRequest, type FederationAnswer } from '@wardkeep/protocol';
import type { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { Access, ZodBody } from '../../platform/http/index.js';
import { AnnouncementRepository } from '../peers/announcement.repository.js';
import { FederationService } from './federation.service.js';
import { WindingDownService } from '../winding-down/winding-down.service.js';
import { SOFTWARE_VERSION } from './software-version.js';

/** What clients need to know of the federation, and check for themselves. */
@Controller('v1/federation')
@Access({ listener: 'public', who: 'anyone' })
export class FederationController {
  constructor(
    private readonly federation: FederationService,
    private readonly announcements: AnnouncementRepository,
    private readonly clock: Clock,
    private readonly winding: WindingDownService,
  ) {}

  @Get()
  async show(): Promise<FederationAnswer> {
    const config = await this.federation.current();
    const known = await this.announcements.findAll(config.guardians.map(({ signingKey }) => signingKey));
    const windingDown = (await this.winding.list()).map(({ text }) => text);
    return {
      configs: [config.statement.text],
      announcements: known.map(({ text }) => text),
      ...(windingDown.length === 0 ? {} : { windingDown }),
      node: {
        index: this.federation.self(config).index,
        softwareVersion: SOFTWARE_VERSION,
        time: this.clock.now(),
      },
    };
  }

  @Post('currency')
  @HttpCode(200)
  async currency(@ZodBody(currencyRequest) { nonce }: z.infer<typeof currencyRequest>): Promise<{ currency: string }> {
    const config = await this.federation.current();
    const { text } = await this.federation.sign('currency', { nonce, configId: config.id });
    return { currency: text };
  }
}
