import { Inject, Injectable } from '@nestjs/common';
import type { UnlockRequest } from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { AttemptCounters } from '../attempts/attempt-counters.js';
import { attemptProblem } from '../attempts/attempt-problems.js';
import { FederationService } from '../federation/federation.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { StatementStore } from '../statements/statement-store.js';
import { claimProblem } from './claim-problems.js';
import { StandingService } from './standing.service.js';

/** This guardian's consent to more guesses, for a claim that is approved. */
@Injectable()
export class UnlockService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ActingGate) private readonly gate: ActingGate,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(StatementStore) private readonly store: StatementStore,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
  ) {}

  /**
   * @param claimId - The claim that needs more guesses.
   * @param request - The backup, and the absolute limit.
   * @param operator - Who decides.
   * @returns Id of the unlock, and the limit in force here after it.
   * @throws ProblemError NOT_APPROVED, BACKUP_NOT_FOUND, UNLOCK_INVALID
   */
  async unlock(
    claimId: string,
    request: UnlockRequest,
    operator: OperatorCaller,
  ): Promise<{ id: string; limit: number }> {
    await this.gate.ensure();
    const { manifestId, path, limit } = request;
    return this.db.write(async (tx) => {
      const { backups, state, config, claim } = await this.standing.get(tx, claimId);
      if (state.approvedAt === null)
        throw claimProblem('NOT_APPROVED', 'only an approved claim can be given more guesses');
      const backup = backups.find(({ row }) => row.manifest_id === manifestId);
      if (backup === undefined) throw claimProblem('BACKUP_NOT_FOUND', 'the claimed identity has no such backup here');
      const { guessLimit } = backup.path;
      const counter = await this.counters.read(tx, manifestId, path, guessLimit, config);
      if (path !== claim.path || limit <= counter.limit) {
        throw attemptProblem('UNLOCK_INVALID', `limit must be above the present ${String(counter.limit)}`);
      }
      const statement = await this.federation.sign('unlock', { manifestId, path, limit });
      await this.store.record(tx, [{ statement, shared: true, urgent: true, origin: 'console' }]);
      await this.audit.record(tx, operator, 'case.unlock', `${claimId} ${manifestId} ${String(limit)}`);
      return { id: statement.id, limit: await this.counters.raiseLimit(tx, manifestId, path, guessLimit, config) };
    });
  }
}
