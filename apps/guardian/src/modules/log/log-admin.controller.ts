import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Access, ZodQuery } from '../../platform/http/index.js';
import { defineProblems } from '../../platform/problem/index.js';
import { type EquivocationEntry, type LogEntry, LogReader } from './log-reader.js';

const refuse = defineProblems<'LOG_EMPTY'>({ LOG_EMPTY: 404 });

const LogQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
type LogQuery = z.infer<typeof LogQuery>;

/** The node's log, as operators read it. */
@Controller('admin/v1/log')
@Access({ listener: 'admin', role: 'viewer' })
export class LogAdminController {
  constructor(private readonly reader: LogReader) {}

  @Get()
  async list(@ZodQuery(LogQuery) { after, limit }: LogQuery): Promise<{ entries: LogEntry[] }> {
    return { entries: await this.reader.list(after, limit) };
  }

  @Get('checkpoint')
  async checkpoint(): Promise<{ size: number; note: string; createdAt: number }> {
    const checkpoint = await this.reader.findCheckpoint();
    if (checkpoint === null) throw refuse('LOG_EMPTY', 'log has no entry yet');
    return checkpoint;
  }

  @Get('equivocations')
  async equivocations(): Promise<{ equivocations: EquivocationEntry[] }> {
    return { equivocations: await this.reader.listEquivocations() };
  }
}
