import { Global, Module } from '@nestjs/common';
import { FederationService } from './federation.service.js';

/** The config in force, for every flow. The ceremony that makes it is in `federation.module.ts`. */
@Global()
@Module({ providers: [FederationService], exports: [FederationService] })
export class FederationCoreModule {}
