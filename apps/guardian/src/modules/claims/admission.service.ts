import { Inject, Injectable } from '@nestjs/common';
import { encodeBase64url, sha256, utf8, type Rng } from '@wardkeep/crypto';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Database } from '../../platform/database/database.js';
import { DiskRoom } from '../../platform/database/disk-room.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import type { StatementOrigin } from '../statements/statement-handler.js';
import { claimProblem } from './claim-problems.js';
import { ClaimRepository } from './claim.repository.js';

/** Most live claims that strangers may open on this node. */
const MOST_OPENED_HERE = 1000;
/** Most live claims at all, those that peers bring included. */
const MOST_LIVE = 5000;
/** Claims a minute that strangers may open on this node, whatever their addresses. */
const PER_MINUTE = 60;
const CODE_BYTES = 12;
const CODE_LIFETIME_MS = 7 * 24 * 3_600_000;

/**
 * Keeps strangers from filling the node with claims, without ever asking who they claim to be. Somebody whom a guardian
 * has talked to passes with a one-time code.
 */
@Injectable()
export class AdmissionService {
  #minute = 0;
  #inMinute = 0;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(DiskRoom) private readonly room: DiskRoom,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(ClaimRepository) private readonly claims: ClaimRepository,
  ) {}

  /**
   * Lets a new claim of a stranger in, or not.
   *
   * @param code - One-time code of this guardian, if the claimant has one; codes of other guardians are passed over.
   * @throws ProblemError CLAIMS_FULL
   */
  async admit(code: string | undefined): Promise<void> {
    if (code !== undefined && (await this.use(code))) return;
    const minute = Math.floor(this.clock.now() / 60_000);
    this.#inMinute = minute === this.#minute ? this.#inMinute + 1 : 1;
    this.#minute = minute;
    if (this.#inMinute > PER_MINUTE || (await this.claims.countLive(this.db)) >= MOST_OPENED_HERE) {
      throw claimProblem('CLAIMS_FULL', 'too many claims are open; ask a guardian for an admission code', {
        retryAfter: 60,
      });
    }
  }

  /**
   * The bound that holds for claims of peers too.
   *
   * @param origin - Who brings the claim.
   * @throws ProblemError CLAIMS_FULL, DISK_FULL
   */
  async assertRoom(origin: StatementOrigin): Promise<void> {
    await this.room.assertRoom();
    if (origin !== 'console' && (await this.claims.countLive(this.db)) >= MOST_LIVE) {
      throw claimProblem('CLAIMS_FULL', 'too many claims are open', { retryAfter: 3600 });
    }
  }

  /**
   * Makes a code that lets one claim pass within 7 days.
   *
   * @param operator - Who asks for it.
   */
  async createCode(operator: OperatorCaller): Promise<{ readonly code: string; readonly expiresAt: number }> {
    const code = encodeBase64url(this.rng.bytes(CODE_BYTES));
    const now = this.clock.now();
    const expiresAt = now + CODE_LIFETIME_MS;
    await this.db.write(async (tx) => {
      await tx.execute('DELETE FROM admission_codes WHERE expires_at < ?', [now]);
      await tx.insert('admission_codes', { code_digest: digestOf(code), created_at: now, expires_at: expiresAt });
      await this.audit.record(tx, operator, 'admission-code.create', '');
    });
    return { code, expiresAt };
  }

  private use(code: string): Promise<boolean> {
    const now = this.clock.now();
    const sql = 'UPDATE admission_codes SET used_at = ? WHERE code_digest = ? AND used_at IS NULL AND expires_at >= ?';
    return this.db.write(async (tx) => (await tx.execute(sql, [now, digestOf(code), now])) === 1);
  }
}

const digestOf = (code: string): Uint8Array => sha256(utf8(`wardkeep/1/admission-code/${code}`));
