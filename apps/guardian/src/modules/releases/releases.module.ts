import { Module } from '@nestjs/common';
import { AttemptsModule } from '../attempts/attempts.module.js';
import { ClaimsModule } from '../claims/claims.module.js';
import { OwnerKeyHandler } from './owner-key.handler.js';
import { ReleaseHandler, ReleaseRequestHandler } from './release.handlers.js';
import { ReleaseService } from './release.service.js';
import { ReleasesController } from './releases.controller.js';

/** Hands over parts, and the ownership that goes with them. */
@Module({
  imports: [ClaimsModule, AttemptsModule],
  controllers: [ReleasesController],
  providers: [ReleaseService, ReleaseRequestHandler, ReleaseHandler, OwnerKeyHandler],
})
export class ReleasesModule {}
