import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { FederationService } from '../federation/federation.service.js';
import { ClaimRepository } from './claim.repository.js';
import { StandingService } from './standing.service.js';

const EVERY_MS = 30_000;

/** Closes claims whose time is up. What is asked of a claim never waits for it: every answer looks at the clock itself. */
@Injectable()
export class ExpirySweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(StandingService) private readonly standing: StandingService,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#sweeping = this.sweep().catch((error: unknown) =>
        this.log.error({ err: error }, 'closing expired claims failed'),
      );
    }, EVERY_MS);
    this.#timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Closes every live claim that has expired by now. */
  async sweep(): Promise<void> {
    if ((await this.federation.find()) === null) return;
    for (const claimId of await this.claims.listDue(this.db, this.clock.now())) {
      await this.db.write((tx) => this.standing.refresh(tx, claimId));
    }
  }
}
