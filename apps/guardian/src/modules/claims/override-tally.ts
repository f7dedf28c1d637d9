import { Inject, Injectable } from '@nestjs/common';
import { hasOverrideQuorum, overrideEffectiveAt, tallyVotes, verifyOverride } from '@wardkeep/protocol';
import type { Tx } from '../../platform/database/database.js';
import { ClaimRepository } from './claim.repository.js';
import { StandingService } from './standing.service.js';

/**
 * Starts the seven days of an owner key once q guardians that approve a claim have overridden it, and gives the key its rights
 * back when they are no longer q: whoever takes an approval back takes the override with it.
 */
@Injectable()
export class OverrideTally {
  constructor(
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(StandingService) private readonly standing: StandingService,
  ) {}

  /**
   * @param tx - Write unit that recorded an override or a vote.
   * @param claimId - The claim that it is on.
   * @param now - The present time, ms.
   */
  async settle(tx: Tx, claimId: string, now: number): Promise<void> {
    const { claim, facts, config } = await this.standing.get(tx, claimId);
    // What is released stays released, and the key that it was released over stays without rights.
    if (claim.status === 'released') return;
    const texts = facts.filter((fact) => fact.type === 'override');
    const subjects = new Map(
      texts.map(({ text }) => {
        const { backupId, ownerKey } = verifyOverride(text, config);
        return [`${backupId}/${ownerKey}`, { backupId, ownerKey }] as const;
      }),
    );
    for (const { backupId, ownerKey } of subjects.values()) {
      const row = { backup_id: backupId, owner_key: ownerKey, effective_at: overrideEffectiveAt(now) };
      if (await this.isOverridden(tx, backupId, ownerKey)) await tx.insert('owner_key_overrides', row, 'ignore');
      else await this.claims.dropOverride(tx, backupId, ownerKey);
    }
  }

  /** Whether a quorum stands under any claim: the row of a key is the same for all of them. */
  private async isOverridden(tx: Tx, backupId: string, ownerKey: string): Promise<boolean> {
    for (const claimId of await this.claims.listOverriding(tx, backupId)) {
      const { facts, votes, config } = await this.standing.get(tx, claimId);
      const overrides = facts
        .filter((fact) => fact.type === 'override')
        .map((fact) => verifyOverride(fact.text, config));
      const { approvals } = tallyVotes(
        votes.map(({ vote }) => vote),
        claimId,
      );
      const about = { claimId, backupId, ownerKey };
      if (hasOverrideQuorum(overrides, about, new Set(approvals.keys()), config.size)) return true;
    }
    return false;
  }
}
