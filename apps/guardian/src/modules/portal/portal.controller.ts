import { Controller, Get } from '@nestjs/common';
import type { PortalAnswer } from '@wardkeep/protocol';
import { Access } from '../../platform/http/index.js';
import { defineProblems } from '../../platform/problem/index.js';
import { PortalService } from './portal.service.js';

const refuse = defineProblems<'PORTAL_NOT_SERVED'>({ PORTAL_NOT_SERVED: 404 });

/** What the portal of this node consists of, for anybody who compares it. */
@Controller('v1/portal')
@Access({ listener: 'public', who: 'anyone' })
export class PortalController {
  constructor(private readonly portal: PortalService) {}

  @Get()
  async show(): Promise<PortalAnswer> {
    const portal = await this.portal.find();
    if (portal === null) throw refuse('PORTAL_NOT_SERVED', 'this node serves no portal');
    return portal;
  }
}
