import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { verifyVote, type ParsedStatement, type VerifiedStatement } from '@wardkeep/protocol';
import { Database, type Tx } from '../../platform/database/database.js';
import { FederationService } from '../federation/federation.service.js';
import type { ApplyContext, StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { ClaimRepository } from './claim.repository.js';
import { claimProblem } from './claim-problems.js';
import { OverrideTally } from './override-tally.js';
import { StandingService } from './standing.service.js';

/** Votes of guardians on claims. Contradictory ones are all kept: the protocol says which of them count. */
@Injectable()
export class VoteHandler implements StatementHandler<'vote'>, OnModuleInit {
  readonly type = 'vote';
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

  async verify(statement: ParsedStatement<'vote'>): Promise<VerifiedStatement<'vote'>> {
    const { claimId } = statement.body;
    if ((await this.claims.find(this.db, claimId)) === null) {
      throw claimProblem('CLAIM_NOT_FOUND', 'vote is on a claim that is not known here');
    }
    return verifyVote(statement.text, { config: await this.federation.current(), claimId }).statement;
  }

  async apply(tx: Tx, vote: VerifiedStatement<'vote'>, context: Pick<ApplyContext, 'receivedAt'>): Promise<void> {
    await this.tally.settle(tx, vote.body.claimId, context.receivedAt);
    await this.standing.refresh(tx, vote.body.claimId);
  }
}
