import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Rng } from '@wardkeep/crypto';
import { AuditTrail } from './audit/audit-trail.js';
import { Clock } from './clock/clock.js';
import { RNG } from './clock/rng.js';
import { NodeConfig } from './config/node-config.js';
import { Database } from './database/database.js';
import { DiskRoom } from './database/disk-room.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { Keystore } from './keystore/keystore.js';
import { LOG, type Log } from './logging/logger.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxRepository } from './outbox/outbox.repository.js';

/** What exists before the application does. */
export type NodeResources = {
  readonly config: NodeConfig;
  readonly database: Database;
  readonly keystore: Keystore;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly log: Log;
};

/** What every module may inject without importing anything. */
@Global()
@Module({})
export class PlatformModule {
  /**
   * @param resources - What exists already.
   * @returns The module.
   */
  static with(resources: NodeResources): DynamicModule {
    return {
      module: PlatformModule,
      controllers: [HealthController],
      providers: [
        { provide: NodeConfig, useValue: resources.config },
        { provide: Database, useValue: resources.database },
        { provide: Keystore, useValue: resources.keystore },
        { provide: Clock, useValue: resources.clock },
        { provide: RNG, useValue: resources.rng },
        { provide: LOG, useValue: resources.log },
        AuditTrail,
        DiskRoom,
        Readiness,
        OutboxRepository,
        Outbox,
      ],
      exports: [NodeConfig, Database, Keystore, Clock, RNG, LOG, AuditTrail, DiskRoom, Readiness, Outbox],
    };
  }
}
