import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Access, Operator, type OperatorCaller } from '../../platform/http/index.js';
import { EventStreams } from './event-streams.js';

/** Live news for the admin app. */
@Controller('admin/v1/events')
export class EventsController {
  constructor(private readonly streams: EventStreams) {}

  @Get()
  @Access({ listener: 'admin', role: 'viewer' })
  watch(@Operator() operator: OperatorCaller, @Res() response: Response): void {
    this.streams.open(operator, response);
  }
}
