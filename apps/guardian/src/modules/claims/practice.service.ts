import { Inject, Injectable } from '@nestjs/common';
import type { Rng } from '@wardkeep/crypto';
import {
  buildClaim,
  identityInputOf,
  type PracticeAnswer,
  type PracticeRequest,
  verificationWords,
} from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { fromInput } from '../../platform/problem/index.js';
import { FederationService } from '../federation/federation.service.js';
import { StatementService } from '../statements/statement.service.js';

/**
 * Claims on which guardians practise: a real claim that all of them see, talk about and vote on, marked inside what is
 * signed. Its session keys are thrown away at once, and no node gives such a claim a ticket, an evaluation or a part.
 */
@Injectable()
export class PracticeService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
  ) {}

  /**
   * Opens one.
   *
   * @param identity - Invented, for all guardians to look at.
   * @param operator - Who does it.
   * @returns Its id and the six words that somebody reads to the others.
   * @throws ProblemError NOT_SEALED, or the code of what is wrong with the identity.
   */
  async open(identity: PracticeRequest['identity'], operator: OperatorCaller): Promise<PracticeAnswer> {
    const config = await this.federation.current();
    const { name } = this.federation.self(config);
    const input = { config, identity: identityInputOf(identity), contact: name, now: this.clock.now(), practice: true };
    const built = await fromInput(() => buildClaim(input, this.rng));
    built.lookupId.fill(0);
    await this.db.write((tx) => this.audit.record(tx, operator, 'practice.open', built.claim.id));
    await this.statements.publish(built.claim, [...built.parcels]);
    return { claimId: built.claim.id, words: verificationWords(built.claim.id) };
  }
}
