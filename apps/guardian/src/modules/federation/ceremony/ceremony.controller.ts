import { Controller, HttpCode, Post } from '@nestjs/common';
import { ceremonySignaturesBody, type PreflightAnswer, preflightBody, proposalBody } from '@wardkeep/protocol';
import type { z } from 'zod';
import { Access, BodyLimit, RateLimit, ZodBody } from '../../../platform/http/index.js';
import { fromInput } from '../../../platform/problem/index.js';
import { verifyProposedConfigOnce } from '../verify-once.js';
import { CeremonyService } from './ceremony.service.js';
import { PreflightService } from './preflight.service.js';

/**
 * The ceremony between nodes. There are no peers yet, so anybody may call: what counts are the signatures on the content,
 * and a node keeps few configs, only those that name it.
 */
@Controller('ceremony/v1')
@Access({ listener: 'public', who: 'anyone' })
@RateLimit('ceremony')
export class CeremonyController {
  constructor(
    private readonly ceremony: CeremonyService,
    private readonly preflights: PreflightService,
  ) {}

  @Post('proposal')
  @HttpCode(200)
  @BodyLimit(512 * 1024)
  async propose(@ZodBody(proposalBody) body: z.infer<typeof proposalBody>): Promise<{ config: string }> {
    const config = await this.ceremony.receive(body.config, body.announcements);
    return { config: config.statement.text };
  }

  @Post('signatures')
  @HttpCode(200)
  async exchange(
    @ZodBody(ceremonySignaturesBody) body: z.infer<typeof ceremonySignaturesBody>,
  ): Promise<{ config: string }> {
    const other = await fromInput(() => verifyProposedConfigOnce(body.config));
    const config = await this.ceremony.merge(other);
    return { config: config.statement.text };
  }

  @Post('preflight')
  @HttpCode(200)
  async preflight(@ZodBody(preflightBody) { configId }: z.infer<typeof preflightBody>): Promise<PreflightAnswer> {
    const { config } = await this.ceremony.get(configId);
    return this.preflights.report(config);
  }
}
