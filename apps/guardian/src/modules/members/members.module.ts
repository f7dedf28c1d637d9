import { Controller, Get, Module } from '@nestjs/common';
import type { MembersAnswer } from '@wardkeep/protocol';
import { Access } from '../../platform/http/index.js';
import { MembersService } from './members.service.js';

/** What this node keeps for how many, as operators see it. */
@Controller('admin/v1/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @Access({ listener: 'admin', role: 'viewer' })
  count(): Promise<MembersAnswer> {
    return this.members.count();
  }
}

/** Figures about members. */
@Module({ controllers: [MembersController], providers: [MembersService] })
export class MembersModule {}
