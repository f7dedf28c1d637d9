import { Injectable } from '@nestjs/common';
import type { CheckUpAnswer } from '@wardkeep/protocol';
import type { BackupRow } from './backup.repository.js';

/** Claims as an owner sees them in a check-up. */
export type OwnerClaim = CheckUpAnswer['claims'][number];
/** Finds the claims that touch backups. */
export type ClaimSource = (rows: readonly BackupRow[]) => Promise<readonly OwnerClaim[]>;

/** Where the recovery flow says which claims touch an owner's backups, so that enrolment does not depend on it. */
@Injectable()
export class OwnerClaims {
  private source: ClaimSource = () => Promise.resolve([]);

  /** @param source - Asked in every check-up; at most one. */
  register(source: ClaimSource): void {
    this.source = source;
  }

  /** @returns At most 256 claims on these backups. */
  async find(rows: readonly BackupRow[]): Promise<readonly OwnerClaim[]> {
    return rows.length === 0 ? [] : (await this.source(rows)).slice(0, 256);
  }
}
