import { Global, Module } from '@nestjs/common';
import { StatementsModule } from '../statements/statements.module.js';
import { WindingDownService } from './winding-down.service.js';

/** Whether the federation takes new members, for every flow that would bring some. */
@Global()
@Module({ imports: [StatementsModule], providers: [WindingDownService], exports: [WindingDownService] })
export class WindingDownModule {}
