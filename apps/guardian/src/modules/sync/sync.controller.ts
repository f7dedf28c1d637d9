import { Controller, HttpCode, Post } from '@nestjs/common';
import { offerBody, pullBody, pushBody } from '@wardkeep/protocol';
import type { z } from 'zod';
import { Access, BodyLimit, Caller, ZodBody } from '../../platform/http/index.js';
import { LogService } from '../log/log.service.js';
import type { PeerCaller } from '../peers/peer-authenticator.js';
import { StatementStore } from '../statements/statement-store.js';
import { SharedStatementsRepository } from './shared-statements.repository.js';
import { type IntakeResult, StatementIntake } from './statement-intake.js';

/** A batch of 1 MiB, escaped, or one claim with the parcels of fifty guardians. */
const PUSH_BYTES = 3 * 1024 * 1024;

/** What peers tell and ask each other. */
@Controller('peer/v1')
@Access({ listener: 'public', who: 'peer', by: 'header' })
export class SyncController {
  constructor(
    private readonly store: StatementStore,
    private readonly intake: StatementIntake,
    private readonly shared: SharedStatementsRepository,
    private readonly logService: LogService,
  ) {}

  @Post('offer')
  @HttpCode(200)
  async offer(@ZodBody(offerBody) { ids }: z.infer<typeof offerBody>): Promise<{ wanted: string[] }> {
    const known = await this.store.findKnown(ids);
    return { wanted: ids.filter((id) => !known.has(id)) };
  }

  @Post('push')
  @HttpCode(200)
  @BodyLimit(PUSH_BYTES)
  async push(
    @Caller() caller: PeerCaller,
    @ZodBody(pushBody) { statements }: z.infer<typeof pushBody>,
  ): Promise<{ results: IntakeResult[] }> {
    const results: IntakeResult[] = [];
    // One after the other: a statement may refer to the one before it.
    for (const carried of statements) results.push(await this.intake.take(carried, caller.index));
    return { results };
  }

  @Post('pull')
  @HttpCode(200)
  async pull(
    @ZodBody(pullBody) { after, limit }: z.infer<typeof pullBody>,
  ): Promise<{ statements: unknown[]; next: number; end: boolean }> {
    // What is recorded must be in the log: it may be the very ticket that a restored node has to learn of.
    await this.logService.integrate();
    // Read first: what is appended meanwhile is for the next time.
    const size = await this.logService.size();
    const page = await this.shared.page(after, size, limit);
    const last = page.at(-1);
    const isMore =
      last !== undefined && last.logIndex + 1 < size && (await this.shared.page(last.logIndex + 1, size, 1)).length > 0;
    const next = isMore ? last.logIndex + 1 : size;
    return { statements: page.map(({ carried }) => carried), next, end: !isMore };
  }
}
