import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  type CreatedInvite,
  type InviteId,
  inviteIdField,
  type InviteView,
  type NewInvite,
  newInvite,
} from '@wardkeep/protocol';
import { Access, Operator, type OperatorCaller, ZodBody, ZodParam } from '../../platform/http/index.js';
import { InvitesService } from './invites.service.js';

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
  create(@Operator() operator: OperatorCaller, @ZodBody(newInvite) request: NewInvite): Promise<CreatedInvite> {
    return this.invites.create(operator, request);
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Access({ listener: 'admin', role: 'admin' })
  revoke(@Operator() operator: OperatorCaller, @ZodParam('id', inviteIdField) id: InviteId): Promise<InviteView> {
    return this.invites.revoke(operator, id);
  }
}
