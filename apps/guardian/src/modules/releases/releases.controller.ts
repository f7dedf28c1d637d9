import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { PUBLIC_ROUTES, releaseBody, type ReleaseAnswer } from '@wardkeep/protocol';
import type { z } from 'zod';
import { Access, ZodBody } from '../../platform/http/index.js';
import { ReleaseService } from './release.service.js';

/** Releases, for claimants. */
@Controller()
export class ReleasesController {
  constructor(@Inject(ReleaseService) private readonly releases: ReleaseService) {}

  @Access({ listener: 'public', who: 'claimant', by: 'statement' })
  @HttpCode(200)
  @Post(PUBLIC_ROUTES.release.path)
  release(@ZodBody(releaseBody) body: z.infer<typeof releaseBody>): Promise<ReleaseAnswer> {
    return this.releases.release(body.request, body.withPayload);
  }
}
