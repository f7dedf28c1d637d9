import { Module } from '@nestjs/common';
import { PortalModule } from '../portal/portal.module.js';
import { CeremonyController } from './ceremony/ceremony.controller.js';
import { CeremonyExchangeService } from './ceremony/ceremony-exchange.service.js';
import { CeremonyRepository } from './ceremony/ceremony.repository.js';
import { CeremonyService } from './ceremony/ceremony.service.js';
import { ConfigSealer } from './ceremony/config-sealer.js';
import { FoundingService } from './ceremony/founding.service.js';
import { PreflightService } from './ceremony/preflight.service.js';
import { FederationAdminController } from './federation-admin.controller.js';
import { FederationController } from './federation.controller.js';
import { FederationStatusService } from './federation-status.service.js';
import { HelloController } from './hello.controller.js';
import { OwnCardService } from './own-card.service.js';
import { UrlAnnouncementService } from './url-announcement.service.js';

/** How a federation comes to be, and what it tells of itself. */
@Module({
  imports: [PortalModule],
  controllers: [CeremonyController, FederationAdminController, FederationController, HelloController],
  providers: [
    CeremonyExchangeService,
    CeremonyRepository,
    CeremonyService,
    ConfigSealer,
    FederationStatusService,
    FoundingService,
    OwnCardService,
    PreflightService,
    UrlAnnouncementService,
  ],
})
export class FederationModule {}
