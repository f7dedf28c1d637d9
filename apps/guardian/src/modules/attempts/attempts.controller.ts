import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { evaluateBody, PUBLIC_ROUTES, ticketBody, type EvaluateBody } from '@wardkeep/protocol';
import type { z } from 'zod';
import { Access, BodyLimit, ZodBody } from '../../platform/http/index.js';
import { EvaluationService } from './evaluation.service.js';
import { TicketService } from './ticket.service.js';

/** Guesses at memorable information, for claimants. */
@Controller()
export class AttemptsController {
  constructor(
    @Inject(TicketService) private readonly tickets: TicketService,
    @Inject(EvaluationService) private readonly evaluations: EvaluationService,
  ) {}

  @Access({ listener: 'public', who: 'claimant', by: 'statement' })
  @HttpCode(200)
  @Post(PUBLIC_ROUTES.ticket.path)
  async ticket(@ZodBody(ticketBody) body: z.infer<typeof ticketBody>): Promise<{ ticket: string }> {
    return { ticket: await this.tickets.issue(body.request) };
  }

  @Access({ listener: 'public', who: 'claimant', by: 'statement' })
  @BodyLimit(512 * 1024)
  @HttpCode(200)
  @Post(PUBLIC_ROUTES.evaluate.path)
  async evaluate(@ZodBody(evaluateBody) body: EvaluateBody): Promise<{ evaluation: string }> {
    return { evaluation: await this.evaluations.evaluate(body) };
  }
}
