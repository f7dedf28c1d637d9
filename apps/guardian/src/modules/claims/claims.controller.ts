import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  claimQueryBody,
  evidenceRequest,
  LIMITS,
  openClaimRequest,
  PUBLIC_ROUTES,
  type ClaimQueryAnswer,
  type OpenClaimRequest,
  type StatementId,
} from '@wardkeep/protocol';
import type { z } from 'zod';
import { Access, BodyLimit, RateLimit, ZodBody } from '../../platform/http/index.js';
import { ClaimsService } from './claims.service.js';

const EVIDENCE_BODY = Math.ceil((LIMITS.evidenceBytes * 4) / 3) + 1024;
const CLAIM_BODY = 512 * 1024;

/** Claims, for claimants. */
@Controller()
export class ClaimsController {
  constructor(@Inject(ClaimsService) private readonly claims: ClaimsService) {}

  @Access({ listener: 'public', who: 'anyone' })
  @RateLimit('claim')
  @BodyLimit(CLAIM_BODY)
  @Post(PUBLIC_ROUTES.openClaim.path)
  async open(@ZodBody(openClaimRequest) body: OpenClaimRequest): Promise<{ claimId: StatementId; status: 'open' }> {
    return { claimId: await this.claims.open(body), status: 'open' };
  }

  @Access({ listener: 'public', who: 'anyone' })
  @BodyLimit(EVIDENCE_BODY)
  @HttpCode(200)
  @Post(PUBLIC_ROUTES.evidence.path)
  async evidence(@ZodBody(evidenceRequest) body: z.infer<typeof evidenceRequest>): Promise<{ stored: true }> {
    await this.claims.addEvidence(body.claimId, body.digest, body.ciphertext);
    return { stored: true };
  }

  @Access({ listener: 'public', who: 'claimant', by: 'statement' })
  @HttpCode(200)
  @Post(PUBLIC_ROUTES.queryClaim.path)
  query(@ZodBody(claimQueryBody) body: z.infer<typeof claimQueryBody>): Promise<ClaimQueryAnswer> {
    return this.claims.query(body.query);
  }
}
