import { type DynamicModule, Module } from '@nestjs/common';
import { AttemptsModule } from './modules/attempts/attempts.module.js';
import { CarryModule } from './modules/carry/carry.module.js';
import { ClaimsModule } from './modules/claims/claims.module.js';
import { EnrolmentModule } from './modules/enrolment/enrolment.module.js';
import { EventsModule } from './modules/events/events.module.js';
import { FederationCoreModule } from './modules/federation/federation-core.module.js';
import { FederationModule } from './modules/federation/federation.module.js';
import { InvitesModule } from './modules/invites/invites.module.js';
import { LogAdminModule } from './modules/log/log-admin.module.js';
import { MailModule } from './modules/mail/mail.module.js';
import { MembersModule } from './modules/members/members.module.js';
import { PeersModule } from './modules/peers/peers.module.js';
import { PortalModule } from './modules/portal/portal.module.js';
import { ReleasesModule } from './modules/releases/releases.module.js';
import { StatementsModule } from './modules/statements/statements.module.js';
import { SyncModule } from './modules/sync/sync.module.js';
import { OperatorsModule } from './modules/operators/operators.module.js';
import { WindingDownModule } from './modules/winding-down/winding-down.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { type NodeResources, PlatformModule } from './platform/platform.module.js';

/** One guardian. */
@Module({})
export class AppModule {
  /**
   * @param resources - What exists before the application does.
   * @returns The module.
   */
  static with(resources: NodeResources): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(resources),
        HttpModule,
        OperatorsModule,
        StatementsModule,
        FederationCoreModule,
        WindingDownModule,
        PeersModule,
        FederationModule,
        SyncModule,
        InvitesModule,
        EventsModule,
        LogAdminModule,
        MailModule,
        MembersModule,
        PortalModule,
        EnrolmentModule,
        ClaimsModule,
        AttemptsModule,
        ReleasesModule,
        CarryModule,
      ],
    };
  }
}
