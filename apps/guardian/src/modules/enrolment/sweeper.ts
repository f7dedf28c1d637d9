import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { BackupRetirement } from './backup-retirement.js';

const PERIOD_MS = 10 * 60_000;

/** Retires what is due, at start and every ten minutes. Several processes of one guardian may do so at once. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly retirement: BackupRetirement,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.sweep(), PERIOD_MS);
    this.timer.unref();
    this.sweep();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  private sweep(): void {
    this.sweeping = this.sweeping
      .then(() => this.retirement.sweep(this.clock.now()))
      .then((retired) => {
        if (retired > 0) this.log.info({ retired }, 'backups retired');
      })
      .catch((error: unknown) => this.log.error({ err: error }, 'backups cannot be retired'));
  }
}
