import { Inject, Injectable } from '@nestjs/common';
import { parseEnvelopeOf, type Path, type SealedConfig } from '@wardkeep/protocol';
import type { Tx } from '../../platform/database/database.js';
import { AttemptCounters } from './attempt-counters.js';

/** The guess limit that a path was enrolled with. */
@Injectable()
export class GuessLimits {
  constructor(@Inject(AttemptCounters) private readonly counters: AttemptCounters) {}

  /**
   * @param tx - Write unit.
   * @param manifestId - Core.
   * @param path - Path.
   * @returns The limit, 0 while this node does not know the backup.
   */
  async headerLimit(tx: Pick<Tx, 'query'>, manifestId: string, path: Path): Promise<number> {
    const [row] = await tx.query<{ manifest: string }>('SELECT manifest FROM backups WHERE manifest_id = ?', [
      manifestId,
    ]);
    if (row === undefined) return 0;
    return parseEnvelopeOf(row.manifest, 'manifest').body.header.paths[path]?.guessLimit ?? 0;
  }

  /** The limit in force, unlocks included. */
  async read(tx: Pick<Tx, 'query'>, manifestId: string, path: Path, config: SealedConfig): Promise<number> {
    const limit = await this.headerLimit(tx, manifestId, path);
    return (await this.counters.read(tx, manifestId, path, limit, config)).limit;
  }
}
