import { Module } from '@nestjs/common';
import { ClaimsModule } from '../claims/claims.module.js';
import { AttemptsController } from './attempts.controller.js';
import { EvaluationService } from './evaluation.service.js';
import { GuessLimits } from './guess-limits.js';
import { HeldPartsReader } from './held-parts.js';
import { TicketHandler } from './ticket.handler.js';
import { TicketService } from './ticket.service.js';
import { UnlockHandler } from './unlock.handler.js';
import { VerifiedAttempts } from './verified-attempts.js';

/** Guesses, counted. */
@Module({
  imports: [ClaimsModule],
  controllers: [AttemptsController],
  providers: [
    EvaluationService,
    GuessLimits,
    HeldPartsReader,
    TicketHandler,
    TicketService,
    UnlockHandler,
    VerifiedAttempts,
  ],
  exports: [HeldPartsReader, GuessLimits],
})
export class AttemptsModule {}
