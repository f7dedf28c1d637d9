import { Inject, Injectable } from '@nestjs/common';
import { encodeBase64url } from '@wardkeep/crypto';
import { openEvidence } from '@wardkeep/protocol';
import { CaseRecordsRepository } from './case-records.repository.js';
import { claimProblem } from './claim-problems.js';
import { IdentityCheckService } from './identity-check.service.js';
import { StandingService } from './standing.service.js';

/** Opens evidence for operators, with the key that the claimant sealed to this guardian. */
@Injectable()
export class EvidenceService {
  constructor(
    @Inject(CaseRecordsRepository) private readonly records: CaseRecordsRepository,
    @Inject(IdentityCheckService) private readonly identities: IdentityCheckService,
    @Inject(StandingService) private readonly standing: StandingService,
  ) {}

  /**
   * @param claimId - The claim.
   * @param digest - Digest of the ciphertext.
   * @throws ProblemError CLAIM_NOT_FOUND, EVIDENCE_NOT_FOUND, IDENTITY_UNREADABLE
   */
  async open(claimId: string, digest: string): Promise<{ mediaType: string; content: string }> {
    const { mediaType, content } = await this.read(claimId, digest);
    return { mediaType, content: encodeBase64url(content) };
  }

  /** As {@link open}, as bytes. */
  async read(claimId: string, digest: string): Promise<{ mediaType: string; content: Uint8Array }> {
    const { claim } = await this.standing.getSigner(claimId);
    const found = await this.records.findEvidence(claimId, digest);
    const details = await this.identities.findDetails(claim);
    const key = details?.evidence.find((each) => each.digest === digest)?.key;
    if (found === null) throw claimProblem('EVIDENCE_NOT_FOUND', 'evidence is not here');
    if (key === undefined)
      throw claimProblem('IDENTITY_UNREADABLE', 'the claimant sealed no key of this evidence to this guardian');
    return { mediaType: found.mediaType, content: openEvidence(found.content, key) };
  }
}
