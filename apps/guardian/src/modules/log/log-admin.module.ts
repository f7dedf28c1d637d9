import { Module } from '@nestjs/common';
import { LogAdminController } from './log-admin.controller.js';
import { LogReader } from './log-reader.js';

/** Lets operators read the log. */
@Module({ controllers: [LogAdminController], providers: [LogReader] })
export class LogAdminModule {}
