import { Module } from '@nestjs/common';
import { PeerCursorsRepository } from './peer-cursors.repository.js';
import { PullService } from './pull.service.js';
import { PushService } from './push.service.js';
import { SharedStatementsRepository } from './shared-statements.repository.js';
import { StatementIntake } from './statement-intake.js';
import { SyncController } from './sync.controller.js';
import { SyncLease } from './sync-lease.js';
import { SyncService } from './sync.service.js';

/** Keeps the signed facts of all guardians the same (protocol.md §3). */
@Module({
  controllers: [SyncController],
  providers: [
    PeerCursorsRepository,
    PullService,
    PushService,
    SharedStatementsRepository,
    StatementIntake,
    SyncLease,
    SyncService,
  ],
})
export class SyncModule {}
