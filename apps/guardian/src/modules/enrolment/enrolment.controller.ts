import { Controller, HttpCode, Post } from '@nestjs/common';
import {
  checkUpBody,
  commitRequest,
  LIMITS,
  stageRequest,
  type CheckUpAnswer,
  type CommitRequest,
  type StageRequest,
} from '@wardkeep/protocol';
import type { z } from 'zod';
import { Access, BodyLimit, ZodBody } from '../../platform/http/index.js';
import { CheckUpService } from './check-up.service.js';
import { CommitService } from './commit.service.js';
import { StagingService } from './staging.service.js';

/** A payload in base64url, and three statements and a parcel around it, each escaped inside JSON. */
export const ENROLMENT_BODY_BYTES = Math.ceil((LIMITS.payloadBytes * 4) / 3) + 8 * LIMITS.statementBytes;
/** A commit, escaped inside JSON, and a parcel for each guardian but the fewest holders. */
const COMMIT_BODY_BYTES = 512 * 1024;

/** Enrolment and check-up of owners. Every request is proven by statements that the owner key has signed. */
@Controller('v1')
export class EnrolmentController {
  constructor(
    private readonly staging: StagingService,
    private readonly commits: CommitService,
    private readonly checkUps: CheckUpService,
  ) {}

  /** Stages one version of a backup. Idempotent. */
  @Post('enrolments/stage')
  @HttpCode(200)
  @Access({ listener: 'public', who: 'invited' })
  @BodyLimit(ENROLMENT_BODY_BYTES)
  async stage(@ZodBody(stageRequest) body: StageRequest): Promise<{ receipt: string }> {
    return { receipt: await this.staging.stage(body) };
  }

  /** Makes a staged version the backup. Idempotent; anyone may carry it. */
  @Post('enrolments/commit')
  @HttpCode(200)
  @Access({ listener: 'public', who: 'owner' })
  @BodyLimit(COMMIT_BODY_BYTES)
  async commit(@ZodBody(commitRequest) body: CommitRequest): Promise<{ status: 'committed' }> {
    await this.commits.commit(body);
    return { status: 'committed' };
  }

  /** Tells the owner what this node holds, with proofs. */
  @Post('owner/check-up')
  @HttpCode(200)
  @Access({ listener: 'public', who: 'owner' })
  async checkUp(@ZodBody(checkUpBody) body: z.infer<typeof checkUpBody>): Promise<CheckUpAnswer> {
    return this.checkUps.answer(body.request);
  }
}
