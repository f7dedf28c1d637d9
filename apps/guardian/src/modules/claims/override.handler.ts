import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { verifyOverride, type ParsedStatement, type VerifiedStatement } from '@wardkeep/protocol';
import { Database, type Tx } from '../../platform/database/database.js';
import { FederationService } from '../federation/federation.service.js';
import type { ApplyContext, StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { ClaimRepository } from './claim.repository.js';
import { claimProblem } from './claim-problems.js';
import { OverrideTally } from './override-tally.js';
import { StandingService } from './standing.service.js';

/** Overrides: q guardians who met the claimant again take the rights of an owner key from it, 7 days later. */
@Injectable()
export class OverrideHandler implements StatementHandler<'override'>, OnModuleInit {
  readonly type = 'override';
  readonly shared = true;
  readonly urgent = true;

  constructor(
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(Database) private readonly db: Database,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(OverrideTally) private readonly tally: OverrideTally,
  ) {}

  onModuleInit(): void {
    this.statements.register(this);
  }

  async verify(statement: ParsedStatement<'override'>): Promise<VerifiedStatement<'override'>> {
    const { claimId, backupId } = statement.body;
    if ((await this.claims.find(this.db, claimId)) === null) {
      throw claimProblem('CLAIM_NOT_FOUND', 'override is on a claim that is not known here');
    }
    if ((await this.claims.findBackupById(this.db, backupId)) === null) {
      throw claimProblem('BACKUP_NOT_FOUND', 'override is on a backup that is not known here');
    }
    return verifyOverride(statement.text, await this.federation.current()).statement;
  }

  async apply(tx: Tx, override: VerifiedStatement<'override'>, context: ApplyContext): Promise<void> {
    await this.tally.settle(tx, override.body.claimId, context.receivedAt);
    await this.standing.refresh(tx, override.body.claimId);
  }
}
