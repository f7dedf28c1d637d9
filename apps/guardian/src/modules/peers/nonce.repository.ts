import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';

/** How often expired nonces are swept away, milliseconds. */
const SWEEP_MS = 60_000;

/** Nonces of requests, each good once, for all processes of this guardian and across restarts. */
@Injectable()
export class NonceRepository {
  #sweptAt = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Uses a nonce up.
   *
   * @param purpose - What it belongs to, for example `peer/3`.
   * @param value - The nonce.
   * @param expiresAt - From when on it would be refused anyway, milliseconds since the Unix epoch.
   * @returns Whether it was fresh.
   */
  async use(purpose: string, value: Uint8Array, expiresAt: number): Promise<boolean> {
    const now = this.clock.now();
    const isSweep = now - this.#sweptAt >= SWEEP_MS;
    if (isSweep) this.#sweptAt = now;
    const inserted = await this.db.write(async (tx) => {
      if (isSweep) await tx.execute('DELETE FROM nonces WHERE expires_at < ?', [now]);
      return tx.insert('nonces', { purpose, value, expires_at: expiresAt }, 'ignore');
    });
    return inserted === 1;
  }
}
