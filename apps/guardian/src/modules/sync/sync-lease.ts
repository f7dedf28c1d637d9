import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';

const KEY = 'sync-lease';
const LEASE_MS = 15_000;

/**
 * Lets one of several processes of a guardian speak with the peers. Should two do so for a moment, nothing is lost: all of
 * it can be done twice.
 */
@Injectable()
export class SyncLease {
  readonly #owner = randomUUID();
  #until = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns Whether it is this process; the lease is taken or renewed as needed. */
  async isHeld(): Promise<boolean> {
    // SQLite admits one process only.
    if (this.db.provider === 'sqlite') return true;
    const now = this.clock.now();
    if (now < this.#until - LEASE_MS / 2) return true;
    const until = now + LEASE_MS;
    const isHeld = await this.db.write(async (tx) => {
      const [row] = await tx.query<{ value: string }>('SELECT value FROM settings WHERE key = ?', [KEY]);
      const [owner, end] = row?.value.split(' ') ?? [];
      if (owner !== undefined && owner !== this.#owner && Number(end) > now) return false;
      await tx.execute(
        'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [KEY, `${this.#owner} ${String(until)}`],
      );
      return true;
    });
    this.#until = isHeld ? until : 0;
    return isHeld;
  }
}
