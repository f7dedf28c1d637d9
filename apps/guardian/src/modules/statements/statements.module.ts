import { Global, Module } from '@nestjs/common';
import { LogModule } from '../log/log.module.js';
import { StatementService } from './statement.service.js';
import { StatementStore } from './statement-store.js';

/** Signed facts: the store and the door to it. Global, because every flow speaks in statements. */
@Global()
@Module({
  imports: [LogModule],
  providers: [StatementStore, StatementService],
  exports: [StatementStore, StatementService],
})
export class StatementsModule {}
