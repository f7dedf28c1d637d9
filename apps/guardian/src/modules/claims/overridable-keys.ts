import { Inject, Injectable } from '@nestjs/common';
import { stagedPolicyOf } from '../enrolment/staged-policy.js';
import { claimProblem } from './claim-problems.js';
import { ClaimRepository, type Reader } from './claim.repository.js';
import type { ClaimStanding } from './standing.service.js';

/**
 * Which owner key guardians may override. A thief of the key can hold a claim up by more than a veto: by a check-in, a stricter
 * policy, a deletion, or a newer version that takes the place of the one that the claimant can open (protocol.md §6.7).
 */
@Injectable()
export class OverridableKeys {
  constructor(@Inject(ClaimRepository) private readonly claims: ClaimRepository) {}

  /**
   * @param reader - The database, or the write unit that acts on the outcome.
   * @param standing - How the claim stands.
   * @param backupId - The backup.
   * @returns The owner key in force, which has done something that an override undoes.
   * @throws ProblemError BACKUP_NOT_FOUND, NOTHING_TO_OVERRIDE
   */
  async keyOf(reader: Reader, standing: ClaimStanding, backupId: string): Promise<string> {
    const backup = standing.backups.find(({ row }) => row.backup_id === backupId);
    if (backup === undefined) throw claimProblem('BACKUP_NOT_FOUND', 'the claimed identity has no such backup here');
    const { owner_key: ownerKey, backup_version: version } = backup.row;
    const isVetoed = standing.facts.some(
      (fact) => fact.type === 'veto' && fact.backup_id === backupId && fact.signer_key === ownerKey,
    );
    if (isVetoed || (await this.hasActed(reader, backupId, ownerKey))) return ownerKey;
    if (await this.claims.isReplaced(reader, backupId, version)) return ownerKey;
    throw claimProblem(
      'NOTHING_TO_OVERRIDE',
      'the owner key of the backup has done nothing that an override would undo',
    );
  }

  /** Whether it has said more than what came with the versions that were committed. */
  private async hasActed(reader: Reader, backupId: string, ownerKey: string): Promise<boolean> {
    const acts = await this.claims.ownerActsOf(reader, backupId, ownerKey);
    const enrolled = new Set<string>((await this.claims.receiptsOf(reader, backupId)).map(stagedPolicyOf));
    return acts.some(({ id, type }) => type !== 'policy' || !enrolled.has(id));
  }
}
