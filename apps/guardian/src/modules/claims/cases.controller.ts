import { Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import {
  type CasesAnswer,
  type CaseView,
  type CasesQuery,
  casesQuery,
  digestField,
  type OverrideRequest,
  overrideRequest,
  type PracticeAnswer,
  type PracticeRequest,
  practiceRequest,
  statementIdField,
  type UnlockRequest,
  unlockRequest,
  type VoteRequest,
  voteRequest,
} from '@wardkeep/protocol';
import type { Response } from 'express';
import {
  Access,
  Operator,
  StepUp,
  ZodBody,
  ZodParam,
  ZodQuery,
  type OperatorCaller,
} from '../../platform/http/index.js';
import { AdmissionService } from './admission.service.js';
import { CasesService } from './cases.service.js';
import { EvidenceService } from './evidence.service.js';
import { PracticeService } from './practice.service.js';
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
    @Inject(PracticeService) private readonly practice: PracticeService,
  ) {}

  @Access({ listener: 'admin', role: 'viewer' })
  @Get('cases')
  list(@ZodQuery(casesQuery) query: CasesQuery): Promise<CasesAnswer> {
    return this.cases.list(query);
  }

  @Access({ listener: 'admin', role: 'viewer' })
  @Get('cases/:claimId')
  get(@ZodParam('claimId', statementIdField) claimId: string): Promise<CaseView> {
    return this.cases.get(claimId);
  }

  @Access({ listener: 'admin', role: 'viewer' })
  @Get('cases/:claimId/evidence/:digest')
  openEvidence(
    @ZodParam('claimId', statementIdField) claimId: string,
    @ZodParam('digest', digestField) digest: string,
  ): Promise<{ mediaType: string; content: string }> {
    return this.evidence.open(claimId, digest);
  }

  /** The bytes as they are: to be kept, or shown where nothing in them can act. */
  @Access({ listener: 'admin', role: 'viewer' })
  @Get('cases/:claimId/evidence/:digest/file')
  async downloadEvidence(
    @ZodParam('claimId', statementIdField) claimId: string,
    @ZodParam('digest', digestField) digest: string,
    @Res() response: Response,
  ): Promise<void> {
    const { mediaType, content } = await this.evidence.read(claimId, digest);
    const name = `evidence-${digest.slice(0, 8)}.${mediaType.slice(mediaType.indexOf('/') + 1)}`;
    response
      .set({
        'Content-Type': mediaType,
        'Content-Disposition': `attachment; filename="${name}"`,
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'Cross-Origin-Resource-Policy': 'same-origin',
        'X-Content-Type-Options': 'nosniff',
      })
      .send(Buffer.from(content));
  }

  @Access({ listener: 'admin', role: 'case-officer' })
  @HttpCode(200)
  @StepUp()
  @Post('cases/:claimId/vote')
  async vote(
    @ZodParam('claimId', statementIdField) claimId: string,
    @ZodBody(voteRequest) body: VoteRequest,
    @Operator() operator: OperatorCaller,
  ): Promise<CaseView> {
    await this.votes.vote(claimId, body, operator);
    return this.cases.get(claimId);
  }

  @Access({ listener: 'admin', role: 'case-officer' })
  @HttpCode(200)
  @StepUp()
  @Post('cases/:claimId/override')
  async override(
    @ZodParam('claimId', statementIdField) claimId: string,
    @ZodBody(overrideRequest) body: OverrideRequest,
    @Operator() operator: OperatorCaller,
  ): Promise<CaseView> {
    await this.votes.override(claimId, body, operator);
    return this.cases.get(claimId);
  }

  @Access({ listener: 'admin', role: 'case-officer' })
  @HttpCode(200)
  @StepUp()
  @Post('cases/:claimId/unlock')
  unlock(
    @ZodParam('claimId', statementIdField) claimId: string,
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

  @Access({ listener: 'admin', role: 'admin' })
  @Post('practice')
  practise(
    @ZodBody(practiceRequest) { identity }: PracticeRequest,
    @Operator() operator: OperatorCaller,
  ): Promise<PracticeAnswer> {
    return this.practice.open(identity, operator);
  }
}
