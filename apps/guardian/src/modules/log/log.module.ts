import { Global, Module } from '@nestjs/common';
import { LogService } from './log.service.js';

/** The node's Merkle log. */
@Global()
@Module({ providers: [LogService], exports: [LogService] })
export class LogModule {}
