import { Module } from '@nestjs/common';
import { OperatorsModule } from '../operators/operators.module.js';
import { ChangeFeed } from './change-feed.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';

/** What tells open pages that something changed. */
@Module({ imports: [OperatorsModule], controllers: [EventsController], providers: [ChangeFeed, EventStreams] })
export class EventsModule {}
