import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { NodeConfig } from '../config/node-config.js';
import { problem } from '../problem/index.js';
import { Database } from './database.js';

const REMEMBERED = 1000;

/** Refuses new work while there is still room to finish the old. */
@Injectable()
export class DiskRoom {
  #free = 0;
  #measuredAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly database: Database,
    private readonly config: NodeConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * Call it before work that stores something new; never before releases, votes or anything that frees room.
   *
   * @param bytes - About how many will be written.
   * @throws ProblemError `DISK_FULL`.
   */
  async assertRoom(bytes = 0): Promise<void> {
    const now = this.clock.now();
    if (Math.abs(now - this.#measuredAt) > REMEMBERED) {
      this.#free = await this.database.freeBytes();
      this.#measuredAt = now;
    }
    if (this.#free - bytes < this.config.file.freeBytesFloor) {
      throw problem('DISK_FULL', 'the guardian has no room for new work');
    }
  }
}
