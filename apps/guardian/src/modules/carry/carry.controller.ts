import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { carryRequest, parseEnvelope, PUBLIC_ROUTES } from '@wardkeep/protocol';
import type { z } from 'zod';
import { Access, BodyLimit, ZodBody } from '../../platform/http/index.js';
import { fromInput, ProblemError } from '../../platform/problem/index.js';
import { StatementService } from '../statements/statement.service.js';

interface CarryResult {
  readonly id: string;
  readonly accepted: boolean;
  readonly code?: string;
}

/** Signed facts that anybody may carry to this node: what counts is who signed them. */
@Controller()
export class CarryController {
  constructor(@Inject(StatementService) private readonly statements: StatementService) {}

  @Access({ listener: 'public', who: 'anyone' })
  @BodyLimit(4 * 1024 * 1024)
  @HttpCode(200)
  @Post(PUBLIC_ROUTES.carry.path)
  async carry(@ZodBody(carryRequest) body: z.infer<typeof carryRequest>): Promise<{ results: CarryResult[] }> {
    const results: CarryResult[] = [];
    // In order, because one may rest upon another.
    for (const text of body.statements) results.push(await this.take(text));
    return { results };
  }

  private async take(text: string): Promise<CarryResult> {
    let id = '';
    try {
      ({ id } = await fromInput(() => parseEnvelope(text)));
      await fromInput(() => this.statements.accept({ text }, 'client'));
      return { id, accepted: true };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { id, accepted: false, code: error.code };
    }
  }
}
