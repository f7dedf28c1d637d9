import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { verifyVeto, type ParsedStatement, type VerifiedStatement } from '@wardkeep/protocol';
import { Database, type Tx } from '../../platform/database/database.js';
import { FederationService } from '../federation/federation.service.js';
import type { StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { ClaimRepository } from './claim.repository.js';
import { claimProblem } from './claim-problems.js';
import { StandingService } from './standing.service.js';

/** Owners' vetoes. One that comes after this node has released the backup is too late, and is told so. */
@Injectable()
export class VetoHandler implements StatementHandler<'veto'>, OnModuleInit {
  readonly type = 'veto';
  readonly shared = true;
  readonly urgent = true;

  constructor(
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(Database) private readonly db: Database,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(StandingService) private readonly standing: StandingService,
  ) {}

  onModuleInit(): void {
    this.statements.register(this);
  }

  async verify(statement: ParsedStatement<'veto'>): Promise<VerifiedStatement<'veto'>> {
    const { claimId, backupId } = statement.body;
    const [config, claim, backup] = await Promise.all([
      this.federation.current(),
      this.claims.find(this.db, claimId),
      this.claims.findBackupById(this.db, backupId),
    ]);
    if (claim === null) throw claimProblem('CLAIM_NOT_FOUND', 'veto is on a claim that is not known here');
    if (backup === null) throw claimProblem('BACKUP_NOT_FOUND', 'veto is on a backup that is not known here');
    const expected = { federationId: config.federationId, claimId, backupId, ownerKey: backup.owner_key };
    const veto = verifyVeto(statement, expected);
    if (await this.claims.hasReleased(this.db, claimId, backupId)) {
      throw claimProblem('CLAIM_RELEASED', 'the backup has been released to this claim already');
    }
    return veto;
  }

  async apply(tx: Tx, veto: VerifiedStatement<'veto'>): Promise<void> {
    await this.standing.refresh(tx, veto.body.claimId);
  }
}
