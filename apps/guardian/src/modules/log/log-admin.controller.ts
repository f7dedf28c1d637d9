import { Controller, Get, Res } from '@nestjs/common';
import {
  type CheckpointAnswer,
  type EquivocationsAnswer,
  type LogAnswer,
  type LogExportLine,
  type LogQuery,
  logQuery,
} from '@wardkeep/protocol';
import type { Response } from 'express';
import { Access, ZodQuery } from '../../platform/http/index.js';
import { defineProblems } from '../../platform/problem/index.js';
import { LogReader } from './log-reader.js';

const refuse = defineProblems<'LOG_EMPTY'>({ LOG_EMPTY: 404 });

/** The node's log, as operators read it. */
@Controller('admin/v1/log')
@Access({ listener: 'admin', role: 'viewer' })
export class LogAdminController {
  constructor(private readonly reader: LogReader) {}

  @Get()
  async list(@ZodQuery(logQuery) query: LogQuery): Promise<LogAnswer> {
    return { entries: await this.reader.list(query), size: await this.reader.size() };
  }

  @Get('checkpoint')
  async checkpoint(): Promise<CheckpointAnswer> {
    const checkpoint = await this.reader.findCheckpoint();
    if (checkpoint === null) throw refuse('LOG_EMPTY', 'log has no entry yet');
    return checkpoint;
  }

  @Get('equivocations')
  async equivocations(): Promise<EquivocationsAnswer> {
    return { equivocations: await this.reader.listEquivocations() };
  }

  /** Checkpoint and leaves, one JSON value a line, as fast as the other side takes them. */
  @Get('export')
  async export(@Res() response: Response): Promise<void> {
    const { size, note } = await this.checkpoint();
    response.set({
      'Content-Type': 'application/x-ndjson',
      'Content-Disposition': 'attachment; filename="wardkeep-log.ndjson"',
    });
    const send = async (lines: readonly LogExportLine[]): Promise<void> => {
      if (response.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))) return;
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    };
    await send([{ checkpoint: note, size }]);
    for await (const leaves of this.reader.pages(size)) {
      if (response.destroyed) return;
      await send(leaves);
    }
    response.end();
  }
}
