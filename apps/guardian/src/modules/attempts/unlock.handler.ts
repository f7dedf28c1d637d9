import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { verifyUnlock, type ParsedStatement, type VerifiedStatement } from '@wardkeep/protocol';
import { Database, type Tx } from '../../platform/database/database.js';
import { claimProblem } from '../claims/claim-problems.js';
import { FederationService } from '../federation/federation.service.js';
import type { StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { AttemptCounters } from './attempt-counters.js';
import { GuessLimits } from './guess-limits.js';

/** Guardians' consent to more guesses. */
@Injectable()
export class UnlockHandler implements StatementHandler<'unlock'>, OnModuleInit {
  readonly type = 'unlock';
  readonly shared = true;
  readonly urgent = true;

  constructor(
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(Database) private readonly db: Database,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
    @Inject(GuessLimits) private readonly limits: GuessLimits,
  ) {}

  onModuleInit(): void {
    this.statements.register(this);
  }

  async verify(statement: ParsedStatement<'unlock'>): Promise<VerifiedStatement<'unlock'>> {
    const { manifestId, path } = statement.body;
    if ((await this.limits.headerLimit(this.db, manifestId, path)) === 0) {
      throw claimProblem('BACKUP_NOT_FOUND', 'unlock is on a backup that is not known here');
    }
    return verifyUnlock(statement.text, await this.federation.current()).statement;
  }

  async apply(tx: Tx, unlock: VerifiedStatement<'unlock'>): Promise<void> {
    const { manifestId, path } = unlock.body;
    const config = await this.federation.current();
    const limit = await this.limits.headerLimit(tx, manifestId, path);
    await this.counters.raiseLimit(tx, manifestId, path, limit, config);
  }
}
