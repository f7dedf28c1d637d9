import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Access } from '../http/access.js';
import { Readiness } from './readiness.js';

/** For load balancers and supervisors. */
@Controller('health')
@Access({ listener: 'every', who: 'anyone' })
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ status: string; checks: Record<string, boolean> }> {
    const checks = await this.readiness.collect();
    const isReady = Object.values(checks).every(Boolean);
    if (!isReady) response.status(503);
    return { status: isReady ? 'ready' : 'unready', checks };
  }
}
