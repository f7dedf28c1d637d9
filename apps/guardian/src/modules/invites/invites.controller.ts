import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import type { InviteId } from '@wardkeep/protocol';
import { Access, Operator, type OperatorCaller, ZodBody, ZodParam } from '../../platform/http/index.js';
import { InviteIdParam, NewInvite } from './invites.dto.js';
import { InvitesService, type InviteView } from './invites.service.js';

/** Invites, as operators make and end them. */
@Controller('admin/v1/invites')
export class InvitesController {
  constructor(private readonly invites: InvitesService) {}

  @Get()
  @Access({ listener: 'admin', role: 'viewer' })
  async list(): Promise<{ invites: InviteView[] }> {
    return { invites: await this.invites.list() };
  }

  /** Answers with the code once; upper case it for a QR code. */
  @Post()
  @Access({ listener: 'admin', role: 'admin' })
  create(
    @Operator() operator: OperatorCaller,
    @ZodBody(NewInvite) request: NewInvite,
  ): Promise<InviteView & { readonly code: string }> {
    return this.invites.create(operator, request);
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'admin' })
  revoke(@Operator() operator: OperatorCaller, @ZodParam('id', InviteIdParam) id: InviteId): Promise<InviteView> {
    return this.invites.revoke(operator, id);
  }
}
