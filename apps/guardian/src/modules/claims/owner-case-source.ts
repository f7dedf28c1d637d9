import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { tallyVotes } from '@wardkeep/protocol';
import { Database } from '../../platform/database/database.js';
import type { BackupRow } from '../enrolment/backup.repository.js';
import { OwnerClaims, type OwnerClaim } from '../enrolment/owner-claims.js';
import { FederationService } from '../federation/federation.service.js';
import { StatementStore } from '../statements/statement-store.js';
import { ClaimRepository, type ClaimRow } from './claim.repository.js';
import { StandingService } from './standing.service.js';

/** Shows owners the claims that touch their backups, so that they can veto those that are not theirs. */
@Injectable()
export class OwnerCaseSource implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(OwnerClaims) private readonly owners: OwnerClaims,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(StatementStore) private readonly statements: StatementStore,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(StandingService) private readonly standing: StandingService,
  ) {}

  onModuleInit(): void {
    this.owners.register((rows) => this.findOn(rows));
  }

  private async findOn(rows: readonly BackupRow[]): Promise<OwnerClaim[]> {
    const found: OwnerClaim[] = [];
    for (const row of rows.filter(({ status }) => status === 'committed')) {
      for (const claim of await this.claims.listByLookupTag(this.db, row.lookup_tag)) {
        found.push(...(await this.describe(claim, row)));
      }
    }
    return found.sort((a, b) => b.openedAt - a.openedAt);
  }

  private async describe(claim: ClaimRow, row: BackupRow): Promise<OwnerClaim[]> {
    const { state, votes, backups } = await this.standing.judge(this.db, claim, await this.federation.current());
    const backup = backups.find((each) => each.row.manifest_id === row.manifest_id);
    const text = await this.statements.findText(claim.claim_id);
    if (backup === undefined || text === null) return [];
    const { approvals } = tallyVotes(
      votes.map(({ vote }) => vote),
      claim.claim_id,
    );
    const isSettled = state.status === 'rejected' || state.status === 'expired';
    return [
      {
        claim: text,
        backupId: row.backup_id,
        status: isSettled ? state.status : backup.state.status,
        openedAt: claim.opened_at,
        approvals: approvals.size,
        releasableAt: backup.state.releasableAt,
      },
    ];
  }
}
