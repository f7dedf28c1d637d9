import { Module } from '@nestjs/common';
import { AttemptCounters } from '../attempts/attempt-counters.js';
import { EnrolmentModule } from '../enrolment/enrolment.module.js';
import { AdmissionService } from './admission.service.js';
import { BackupContentsReader } from './backup-contents.js';
import { CaseRecordsRepository } from './case-records.repository.js';
import { CasesController } from './cases.controller.js';
import { CasesService } from './cases.service.js';
import { ClaimHandler } from './claim.handler.js';
import { ClaimRepository } from './claim.repository.js';
import { ClaimsController } from './claims.controller.js';
import { ClaimsService } from './claims.service.js';
import { EvidenceService } from './evidence.service.js';
import { ExpirySweeper } from './expiry.sweeper.js';
import { IdentityCheckService } from './identity-check.service.js';
import { OwnerCaseSource } from './owner-case-source.js';
import { OverridableKeys } from './overridable-keys.js';
import { OverrideTally } from './override-tally.js';
import { OverrideHandler } from './override.handler.js';
import { PracticeService } from './practice.service.js';
import { StandingService } from './standing.service.js';
import { UnlockService } from './unlock.service.js';
import { VetoHandler } from './veto.handler.js';
import { VoteHandler } from './vote.handler.js';
import { VoteService } from './vote.service.js';

/** Claims, what guardians and owners decide on them, and how they stand. */
@Module({
  imports: [EnrolmentModule],
  controllers: [ClaimsController, CasesController],
  providers: [
    AdmissionService,
    AttemptCounters,
    BackupContentsReader,
    CaseRecordsRepository,
    CasesService,
    ClaimHandler,
    ClaimRepository,
    ClaimsService,
    EvidenceService,
    ExpirySweeper,
    IdentityCheckService,
    OverridableKeys,
    OverrideHandler,
    OwnerCaseSource,
    OverrideTally,
    PracticeService,
    StandingService,
    UnlockService,
    VetoHandler,
    VoteHandler,
    VoteService,
  ],
  exports: [AttemptCounters, BackupContentsReader, ClaimRepository, StandingService],
})
export class ClaimsModule {}
