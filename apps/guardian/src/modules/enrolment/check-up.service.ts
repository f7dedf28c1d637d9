import { Inject, Injectable } from '@nestjs/common';
import { decodeBase64url, type Rng } from '@wardkeep/crypto';
import {
  LIMITS,
  parseEnvelopeOf,
  proveHeld,
  ProtocolError,
  verifyEpochPart,
  verifyManifest,
  verifyParsed,
  type Body,
  type CheckUpAnswer,
  type SealedConfig,
  type StatementId,
} from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { fromInput } from '../../platform/problem/index.js';
import { FederationService } from '../federation/federation.service.js';
import { NonceRepository } from '../peers/nonce.repository.js';
import { BackupRepository, type BackupRow } from './backup.repository.js';
import { enrolmentProblem } from './enrolment-problems.js';
import { OwnerClaims } from './owner-claims.js';
import { decryptParts, wipeParts } from './parts-at-rest.js';

type Held = Body<'health'>['backups'][number];

/** How old a request may be, beyond the tolerated difference of clocks, milliseconds. */
const LIFETIME_MS = 5 * 60_000;
const SKEW_MS = LIMITS.clockSkewSeconds * 1000;

/** Tells an owner what this node holds, and proves it (protocol.md §5, check-up). */
@Injectable()
export class CheckUpService {
  constructor(
    private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
    private readonly keystore: Keystore,
    private readonly federation: FederationService,
    private readonly nonces: NonceRepository,
    private readonly backups: BackupRepository,
    private readonly claims: OwnerClaims,
  ) {}

  /**
   * @param text - A `check-up-request`.
   * @returns Health, the statements of the owner's backups, and the claims that touch them; empty lists for an owner key that
   * has none here.
   * @throws ProblemError with a code of `verifyStatement`, WRONG_SUBJECT, CLOCK_SKEW, CHECK_UP_EXPIRED, NONCE_USED, NOT_SEALED.
   */
  async answer(text: string): Promise<CheckUpAnswer> {
    const config = await this.federation.current();
    const request = await fromInput(() => this.verify(text, config));
    const rows = await this.backups.findOwned(request.signer.key);
    if (rows.length > 0) await this.useNonce(request);
    const backups: Held[] = [];
    for (const row of rows) backups.push(await this.heldOf(row, request.nonce, config));
    const health = await this.federation.sign('health', { nonce: request.nonce, backups });
    return {
      health: health.text,
      statements: rows.flatMap((row) => [row.manifest, row.epoch_part, row.policy]),
      claims: [...(await this.claims.find(rows))],
    };
  }

  /** Anyone may ask about a key that they hold, so the key that signed is the one that is expected. */
  private verify(text: string, config: SealedConfig): Body<'check-up-request'> {
    const parsed = parseEnvelopeOf(text, 'check-up-request');
    const { federationId } = config;
    const { body } = verifyParsed(parsed, { federationId, signerKey: parsed.body.signer.key });
    if (body.guardianIndex !== this.federation.self(config).index) {
      throw new ProtocolError('WRONG_SUBJECT', 'check-up request is for another guardian');
    }
    const age = this.clock.now() - body.issuedAt;
    if (age < -SKEW_MS) {
      throw new ProtocolError(
        'CLOCK_SKEW',
        "check-up request is issued more than 60 seconds ahead of this node's clock",
      );
    }
    if (age > LIFETIME_MS + SKEW_MS) throw enrolmentProblem('CHECK_UP_EXPIRED', 'check-up request is too old');
    return body;
  }

  private async useNonce({ nonce, issuedAt, signer }: Body<'check-up-request'>): Promise<void> {
    const expiresAt = issuedAt + LIFETIME_MS + 2 * SKEW_MS;
    if (!(await this.nonces.use(`check-up/${signer.key}`, decodeBase64url(nonce), expiresAt))) {
      throw enrolmentProblem('NONCE_USED', 'check-up request was answered before');
    }
  }

  private async heldOf(row: BackupRow, nonce: string, config: SealedConfig): Promise<Held> {
    const { federationId } = config;
    const manifest = verifyManifest(row.manifest, { federationId });
    const parts = row.held === 1 ? await this.backups.findParts(row.manifest_id) : [];
    const { index } = this.federation.self(config);
    const epochPart = verifyEpochPart(row.epoch_part, manifest, config);
    const paths = parts.map(({ path, epoch, sealed }) => {
      const held = decryptParts(this.keystore, epoch, row.manifest_id, path, sealed);
      const context = { federationId, nonce, manifestId: manifest.id, path, index };
      const proof = proveHeld(context, held, epochPart, this.rng);
      wipeParts(held);
      return proof;
    });
    return {
      backupId: manifest.body.header.backupId,
      backupVersion: row.backup_version,
      manifestId: row.manifest_id as StatementId,
      status: row.status === 'committed' || row.status === 'quarantined' ? row.status : 'staged',
      held: paths.length > 0,
      paths,
    };
  }
}
