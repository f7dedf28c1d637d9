import { Module } from '@nestjs/common';
import { PortalController } from './portal.controller.js';
import { PortalWatch } from './portal-watch.js';
import { PortalService } from './portal.service.js';

/** The portal, and how guardians watch each other's copy of it. */
@Module({
  controllers: [PortalController],
  providers: [PortalService, PortalWatch],
  exports: [PortalService],
})
export class PortalModule {}
