import { Inject, Injectable } from '@nestjs/common';
import { hasOverrideQuorum, overrideEffectiveAt, tallyVotes, verifyOverride } from '@wardkeep/protocol';
import type { Tx } from '../../platform/database/database.js';
import { StandingService } from './standing.service.js';

/** Starts the seven days of an owner key once q guardians that approve the claim have overridden it. */
@Injectable()
export class OverrideTally {
  constructor(@Inject(StandingService) private readonly standing: StandingService) {}

  /**
   * @param tx - Write unit that recorded an override or a vote.
   * @param claimId - The claim that it is on.
   * @param now - The present time, ms.
   */
  async settle(tx: Tx, claimId: string, now: number): Promise<void> {
    const { facts, votes, config } = await this.standing.get(tx, claimId);
    const texts = facts.filter((fact) => fact.type === 'override');
    if (texts.length === 0) return;
    const overrides = texts.map((fact) => verifyOverride(fact.text, config));
    const approvers = new Set(
      tallyVotes(
        votes.map(({ vote }) => vote),
        claimId,
      ).approvals.keys(),
    );
    for (const { backupId, ownerKey } of overrides) {
      if (!hasOverrideQuorum(overrides, { claimId, backupId, ownerKey }, approvers, config.size)) continue;
      const row = { backup_id: backupId, owner_key: ownerKey, effective_at: overrideEffectiveAt(now) };
      await tx.insert('owner_key_overrides', row, 'ignore');
    }
  }
}
