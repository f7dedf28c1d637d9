import { Inject, Injectable } from '@nestjs/common';
import { encodeBase64url } from '@wardkeep/crypto';
import {
  parseEnvelopeOf,
  sealedDigest,
  sealReleasedParts,
  verifyReleaseRequest,
  type ReleaseAnswer,
  type ReleaseRequest,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { fromInput } from '../../platform/problem/index.js';
import { AttemptCounters } from '../attempts/attempt-counters.js';
import { HeldPartsReader } from '../attempts/held-parts.js';
import type { ClaimRow } from '../claims/claim.repository.js';
import { requireReleasable, type Releasable } from '../claims/release-conditions.js';
import { StandingService } from '../claims/standing.service.js';
import { wipeParts } from '../enrolment/parts-at-rest.js';
import { FederationService } from '../federation/federation.service.js';
import { LogService } from '../log/log.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { StatementStore } from '../statements/statement-store.js';

/** Hands this guardian's parts to a claimant who holds the certificate, has waited, and proved the memorable information. */
@Injectable()
export class ReleaseService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(ActingGate) private readonly gate: ActingGate,
    @Inject(LogService) private readonly log: LogService,
    @Inject(StandingService) private readonly standing: StandingService,
    @Inject(StatementStore) private readonly store: StatementStore,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
    @Inject(HeldPartsReader) private readonly parts: HeldPartsReader,
  ) {}

  /**
   * Releases this guardian's parts. The certificate, the request and the release are in the log before anything is answered.
   *
   * @param text - A `release-request`, signed by session key and claim key.
   * @param withPayload - Whether to send C too.
   * @throws ProblemError as `requireReleasable`, PARTS_NOT_HELD, SIGNATURE_MISSING, …
   */
  async release(text: string, withPayload: boolean): Promise<ReleaseAnswer> {
    await this.gate.ensure();
    const parsed = await fromInput(() => parseEnvelopeOf(text, 'release-request'));
    const { manifestId, claimId, path } = parsed.body;
    const standing = await this.standing.get(this.db, claimId);
    const { config, claim } = standing;
    const backup = requireReleasable(standing, manifestId, this.clock.now());
    const keys = { sessionKey: claim.session_key, claimKey: backup.path.claimKey };
    const expected = { config, claimId, manifestId, path: claim.path, ...keys };
    const self = this.federation.self(config);
    const request = await fromInput(() => verifyReleaseRequest(parsed, expected, self.index));
    const payload = withPayload ? await this.payloadOf(manifestId) : undefined;
    const held = await this.parts.get(manifestId, path);
    try {
      const context = { federationId: config.federationId, epoch: config.epoch, guardianKey: self.signingKey };
      const sealed = await sealReleasedParts({ ...context, recipient: claim.sealing_key, requestId: request.id }, held);
      const release = await this.db.write((tx) => this.record(tx, request, sealed, claim));
      return { release, sealed, ...(payload === undefined ? {} : { payload }) };
    } finally {
      wipeParts(held);
    }
  }

  /** Judges the claim once more, in the unit that records the release: a veto or a rejection may have come meanwhile. */
  private async record(tx: Tx, request: ReleaseRequest, sealed: string, claim: ClaimRow): Promise<string> {
    const { claimId, manifestId, path, attempt } = request.body;
    const now = this.clock.now();
    const standing = await this.standing.get(tx, claim.claim_id);
    const backup = requireReleasable(standing, manifestId, now);
    const release = await this.federation.sign('release', {
      claimId,
      manifestId,
      path,
      requestId: request.id,
      certificate: certificateIds(backup),
      sealedDigest: sealedDigest(sealed),
    });
    await this.store.record(tx, [
      { statement: request, shared: true, origin: 'client' },
      { statement: release, shared: true, origin: 'self' },
    ]);
    const row = { claim_id: claimId, manifest_id: manifestId, path, release_id: release.id, released_at: now };
    await tx.insert('releases', row, 'ignore');
    await this.counters.addSuccess(tx, manifestId, path, attempt);
    await this.standing.markReleased(tx, standing);
    await this.log.integrateWithin(tx);
    return release.text;
  }

  private async payloadOf(manifestId: string): Promise<string | undefined> {
    const sql = 'SELECT content FROM payloads WHERE manifest_id = ?';
    const [row] = await this.db.query<{ content: Uint8Array }>(sql, [manifestId]);
    return row === undefined ? undefined : encodeBase64url(row.content);
  }
}

const certificateIds = ({ certificate }: Releasable) => certificate.approvals.map(({ statement }) => statement.id);
