import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  verifyGuardianStatement,
  verifyReleaseRequest,
  type ParsedStatement,
  type VerifiedStatement,
} from '@wardkeep/protocol';
import { Database, type Tx } from '../../platform/database/database.js';
import { AttemptCounters } from '../attempts/attempt-counters.js';
import { BackupContentsReader } from '../claims/backup-contents.js';
import { claimProblem } from '../claims/claim-problems.js';
import { ClaimRepository } from '../claims/claim.repository.js';
import { StandingService } from '../claims/standing.service.js';
import { FederationService } from '../federation/federation.service.js';
import type { StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';

/** Release requests that other guardians were sent: they prove that an attempt was right, so it is no failure here either. */
@Injectable()
export class ReleaseRequestHandler implements StatementHandler<'release-request'>, OnModuleInit {
  readonly type = 'release-request';
  readonly shared = true;
  readonly urgent = false;

  constructor(
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(Database) private readonly db: Database,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(BackupContentsReader) private readonly contents: BackupContentsReader,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
  ) {}

  onModuleInit(): void {
    this.statements.register(this);
  }

  async verify(statement: ParsedStatement<'release-request'>): Promise<VerifiedStatement<'release-request'>> {
    const { claimId, manifestId, path } = statement.body;
    const { config, claim } = await this.standing.getSigner(claimId);
    const backup = await this.claims.findBackup(this.db, manifestId);
    const header = backup === null ? null : this.contents.findPath(backup, path, config);
    if (header === null)
      throw claimProblem('BACKUP_NOT_FOUND', 'release request is on a backup that is not known here');
    const keys = { sessionKey: claim.session_key, claimKey: header.claimKey };
    return verifyReleaseRequest(statement, { config, claimId, manifestId, path: claim.path, ...keys });
  }

  async apply(tx: Tx, request: VerifiedStatement<'release-request'>): Promise<void> {
    const { manifestId, path, attempt } = request.body;
    await this.counters.addSuccess(tx, manifestId, path, attempt);
  }
}

/** Releases by other guardians, kept so that everybody sees who handed over what, and on which certificate. */
@Injectable()
export class ReleaseHandler implements StatementHandler<'release'>, OnModuleInit {
  readonly type = 'release';
  readonly shared = true;
  readonly urgent = false;

  constructor(
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(FederationService) private readonly federation: FederationService,
  ) {}

  onModuleInit(): void {
    this.statements.register(this);
  }

  async verify(statement: ParsedStatement<'release'>): Promise<VerifiedStatement<'release'>> {
    return verifyGuardianStatement(statement.text, 'release', await this.federation.current());
  }

  async apply(tx: Tx, release: VerifiedStatement<'release'>): Promise<void> {
    const config = await this.federation.current();
    if (release.body.signer.index !== this.federation.self(config).index) return;
    // One's own, out of a peer's log: a restored database has forgotten that it released.
    const { claimId, manifestId, path } = release.body;
    const row = {
      claim_id: claimId,
      manifest_id: manifestId,
      path,
      release_id: release.id,
      released_at: release.body.issuedAt,
    };
    await tx.insert('releases', row, 'ignore');
  }
}
