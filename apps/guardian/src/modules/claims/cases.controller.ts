import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { digestField } from '@wardkeep/protocol';
import { Access, Operator, ZodBody, ZodParam, ZodQuery, type OperatorCaller } from '../../platform/http/index.js';
import { AdmissionService } from './admission.service.js';
import type { CaseSummary, CaseView } from './case-view.js';
import {
  casesQuery,
  claimIdParameter,
  overrideRequest,
  unlockRequest,
  voteRequest,
  type CasesQuery,
  type OverrideRequest,
  type UnlockRequest,
  type VoteRequest,
} from './cases.dto.js';
import { CasesService } from './cases.service.js';
import { EvidenceService } from './evidence.service.js';
import { UnlockService } from './unlock.service.js';
import { VoteService } from './vote.service.js';

/** Cases, for this guardian's operators. */
@Controller('/admin/v1')
export class CasesController {
  constructor(
    @Inject(CasesService) private readonly cases: CasesService,
    @Inject(VoteService) private readonly votes: VoteService,
    @Inject(UnlockService) private readonly unlocks: UnlockService,
    @Inject(EvidenceService) private readonly evidence: EvidenceService,
    @Inject(AdmissionService) private readonly admission: AdmissionService,
  ) {}

  @Access({ listener: 'admin', role: 'viewer' })
  @Get('cases')
  async list(@ZodQuery(casesQuery) query: CasesQuery): Promise<{ cases: CaseSummary[] }> {
    return { cases: await this.cases.list(query) };
  }

  @Access({ listener: 'admin', role: 'viewer' })
  @Get('cases/:claimId')
  get(@ZodParam('claimId', claimIdParameter) claimId: string): Promise<CaseView> {
    return this.cases.get(claimId);
  }

  @Access({ listener: 'admin', role: 'viewer' })
  @Get('cases/:claimId/evidence/:digest')
  openEvidence(
    @ZodParam('claimId', claimIdParameter) claimId: string,
    @ZodParam('digest', digestField) digest: string,
  ): Promise<{ mediaType: string; content: string }> {
    return this.evidence.open(claimId, digest);
  }

  @Access({ listener: 'admin', role: 'case-officer' })
  @HttpCode(200)
  @Post('cases/:claimId/vote')
  async vote(
    @ZodParam('claimId', claimIdParameter) claimId: string,
    @ZodBody(voteRequest) body: VoteRequest,
    @Operator() operator: OperatorCaller,
  ): Promise<CaseView> {
    await this.votes.vote(claimId, body, operator);
    return this.cases.get(claimId);
  }

  @Access({ listener: 'admin', role: 'case-officer' })
  @HttpCode(200)
  @Post('cases/:claimId/override')
  async override(
    @ZodParam('claimId', claimIdParameter) claimId: string,
    @ZodBody(overrideRequest) body: OverrideRequest,
    @Operator() operator: OperatorCaller,
  ): Promise<CaseView> {
    await this.votes.override(claimId, body, operator);
    return this.cases.get(claimId);
  }

  @Access({ listener: 'admin', role: 'case-officer' })
  @HttpCode(200)
  @Post('cases/:claimId/unlock')
  unlock(
    @ZodParam('claimId', claimIdParameter) claimId: string,
    @ZodBody(unlockRequest) body: UnlockRequest,
    @Operator() operator: OperatorCaller,
  ): Promise<{ id: string; limit: number }> {
    return this.unlocks.unlock(claimId, body, operator);
  }

  @Access({ listener: 'admin', role: 'case-officer' })
  @Post('admission-codes')
  createAdmissionCode(@Operator() operator: OperatorCaller): Promise<{ code: string; expiresAt: number }> {
    return this.admission.createCode(operator);
  }
}
