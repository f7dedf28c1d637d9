import { Inject, Injectable } from '@nestjs/common';
import type { HeldParts, Path } from '@wardkeep/protocol';
import { Database } from '../../platform/database/database.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { decryptParts } from '../enrolment/parts-at-rest.js';
import { attemptProblem } from './attempt-problems.js';

/** Opens this guardian's parts of a path, for one evaluation or one release. */
@Injectable()
export class HeldPartsReader {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Keystore) private readonly keystore: Keystore,
  ) {}

  /**
   * @param manifestId - The backup.
   * @param path - The path.
   * @returns The parts; wipe them.
   * @throws ProblemError PARTS_NOT_HELD when this guardian never got any.
   */
  async get(manifestId: string, path: Path): Promise<HeldParts> {
    const [row] = await this.db.query<{ epoch: number; sealed: Uint8Array }>(
      'SELECT epoch, sealed FROM backup_parts WHERE manifest_id = ? AND path = ?',
      [manifestId, path],
    );
    if (row === undefined) throw attemptProblem('PARTS_NOT_HELD', 'this guardian holds no parts of the backup');
    return decryptParts(this.keystore, row.epoch, manifestId, path, row.sealed);
  }
}
