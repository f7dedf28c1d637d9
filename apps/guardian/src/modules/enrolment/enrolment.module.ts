import { Module } from '@nestjs/common';
import { AbsentParcels } from './absent-parcels.js';
import { BackupRetirement } from './backup-retirement.js';
import { BackupRepository } from './backup.repository.js';
import { CheckUpService } from './check-up.service.js';
import { CommitService } from './commit.service.js';
import { DeliveryController } from './delivery.controller.js';
import { DeliveryService } from './delivery.service.js';
import { EnrolmentController } from './enrolment.controller.js';
import { OwnerClaims } from './owner-claims.js';
import { OwnerStatements } from './owner-statements.js';
import { QuotaRepository } from './quota.repository.js';
import { StagingRepository } from './staging.repository.js';
import { StagingService } from './staging.service.js';
import { Sweeper } from './sweeper.js';

/** Enrolment, check-up, and the end of backups. */
@Module({
  controllers: [EnrolmentController, DeliveryController],
  providers: [
    AbsentParcels,
    BackupRepository,
    BackupRetirement,
    CheckUpService,
    CommitService,
    DeliveryService,
    OwnerClaims,
    OwnerStatements,
    QuotaRepository,
    StagingRepository,
    StagingService,
    Sweeper,
  ],
  exports: [BackupRepository, OwnerClaims],
})
export class EnrolmentModule {}
