import { Module } from '@nestjs/common';
import { InviteHandlers } from './invite-handlers.js';
import { InvitesController } from './invites.controller.js';
import { InvitesRepository } from './invites.repository.js';
import { InvitesService } from './invites.service.js';

/** Invites to enrol. */
@Module({
  controllers: [InvitesController],
  providers: [InviteHandlers, InvitesRepository, InvitesService],
})
export class InvitesModule {}
