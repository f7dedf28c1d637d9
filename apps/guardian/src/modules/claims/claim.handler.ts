import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  claimState,
  verifyClaimParcels,
  verifyParsedClaim,
  type ParsedStatement,
  type VerifiedStatement,
} from '@wardkeep/protocol';
import type { Tx } from '../../platform/database/database.js';
import { FederationService } from '../federation/federation.service.js';
import type { AcceptContext, ApplyContext, StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { AdmissionService } from './admission.service.js';
import { claimProblem } from './claim-problems.js';
import { ClaimRepository } from './claim.repository.js';
import { IdentityCheckService } from './identity-check.service.js';

/** Claims, whether a claimant or a peer brings them: checked whole, with the parcels of every guardian, and stored. */
@Injectable()
export class ClaimHandler implements StatementHandler<'claim'>, OnModuleInit {
  readonly type = 'claim';
  readonly shared = true;
  readonly urgent = true;

  constructor(
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
    @Inject(AdmissionService) private readonly admission: AdmissionService,
    @Inject(IdentityCheckService) private readonly identities: IdentityCheckService,
  ) {}

  onModuleInit(): void {
    this.statements.register(this);
  }

  async verify(statement: ParsedStatement<'claim'>, context: AcceptContext): Promise<VerifiedStatement<'claim'>> {
    if (statement.body.practice === true && context.origin === 'client') {
      throw claimProblem('PRACTICE_REFUSED', 'only guardians practise');
    }
    const claim = verifyParsedClaim(statement, await this.federation.current());
    verifyClaimParcels(claim, context.carried.parcels ?? []);
    await this.admission.assertRoom(context.origin);
    return claim;
  }

  async apply(tx: Tx, claim: VerifiedStatement<'claim'>, context: ApplyContext): Promise<void> {
    const { body, id } = claim;
    const { size, policies } = await this.federation.current();
    // A claimant cannot make its claim younger than it is, nor live longer by naming a time to come.
    const openedAt = Math.min(body.issuedAt, context.receivedAt);
    const facts = { claimId: id, size, openedAt, votes: [], backups: [], now: context.receivedAt };
    const state = claimState({ ...facts, defaultDelaySeconds: policies.recoveryDelaySeconds });
    await this.claims.insert(tx, {
      claim_id: id,
      kind: body.kind,
      path: body.path,
      status: state.status,
      session_key: body.signer.key,
      sealing_key: body.sealingKey,
      identity_digest: body.identityDigest,
      identity_status: 'pending',
      practice: body.practice === true ? 1 : 0,
      opened_at: openedAt,
      expires_at: state.expiresAt,
    });
    for (const { digest, mediaType, size: bytes } of body.evidence) {
      await tx.insert('evidence', { claim_id: id, digest, media_type: mediaType, size: bytes }, 'ignore');
    }
    tx.afterCommit(() => this.identities.wake());
  }
}
