import { Injectable } from '@nestjs/common';
import type { SealedConfig } from '@wardkeep/protocol';
import type { Tx } from '../../platform/database/database.js';
import { enrolmentProblem } from './enrolment-problems.js';

/** What an owner key without an invite may store, in payloads of the largest size. */
const OPEN_QUOTA_PAYLOADS = 4;

/** Who asks for room, and by what right. */
export interface QuotaRequest {
  readonly ownerKey: string;
  readonly bytes: number;
  /** Public key of an enrolment token that the owner has proven to hold, base64url. */
  readonly tokenKey: string | undefined;
  /** Whether this node knows the key as owner of a backup already. */
  readonly isKnownOwner: boolean;
  readonly config: SealedConfig;
  readonly now: number;
}

interface InviteRow {
  readonly invite_id: string;
  readonly uses: number;
  readonly used: number;
  readonly quota_bytes: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

/** Owner keys, the bytes they may store, and the invites that they came with. One use of an invite is one owner key. */
@Injectable()
export class QuotaRepository {
  /**
   * Takes room for an owner key, admitting it first if it is new.
   *
   * @throws ProblemError QUOTA_EXCEEDED, INVITE_REQUIRED, INVITE_UNKNOWN, INVITE_REVOKED, INVITE_EXPIRED, INVITE_USED_UP.
   */
  async take(tx: Tx, request: QuotaRequest): Promise<void> {
    if (await this.add(tx, request)) return;
    const [known] = await tx.query('SELECT 1 AS one FROM owners WHERE owner_key = ?', [request.ownerKey]);
    if (known === undefined) {
      await this.admit(tx, request);
      if (await this.add(tx, request)) return;
    }
    throw enrolmentProblem('QUOTA_EXCEEDED', 'payload does not fit into the quota of this owner key');
  }

  /**
   * Takes room for a backup that other guardians have admitted: their receipts stand in for the token.
   *
   * @throws ProblemError QUOTA_EXCEEDED.
   */
  async takeDelivered(tx: Tx, request: Omit<QuotaRequest, 'tokenKey' | 'isKnownOwner'>): Promise<void> {
    await this.take(tx, { ...request, tokenKey: undefined, isKnownOwner: true });
  }

  /** Gives room back. */
  async giveBack(tx: Tx, ownerKey: string, bytes: number): Promise<void> {
    await tx.execute(
      'UPDATE owners SET used_bytes = CASE WHEN used_bytes > ? THEN used_bytes - ? ELSE 0 END WHERE owner_key = ?',
      [bytes, bytes, ownerKey],
    );
  }

  private async add(tx: Tx, { ownerKey, bytes }: QuotaRequest): Promise<boolean> {
    const changed = await tx.execute(
      'UPDATE owners SET used_bytes = used_bytes + ? WHERE owner_key = ? AND used_bytes + ? <= quota_bytes',
      [bytes, ownerKey, bytes],
    );
    return changed === 1;
  }

  private async admit(tx: Tx, request: QuotaRequest): Promise<void> {
    const { ownerKey, tokenKey, config, now } = request;
    const { openEnrolment, payloadBytes } = config.policies;
    // A key that a released claim made the owner has its right from there: its device may come with an invite that is used up.
    if (tokenKey === undefined || request.isKnownOwner) {
      if (!openEnrolment && !request.isKnownOwner) {
        throw enrolmentProblem('INVITE_REQUIRED', 'a first backup needs the enrolment token of an invite');
      }
      const quota = OPEN_QUOTA_PAYLOADS * payloadBytes;
      await tx.insert('owners', { owner_key: ownerKey, invite_id: null, quota_bytes: quota, created_at: now });
      return;
    }
    const invite = await this.useInvite(tx, tokenKey, now);
    const row = { owner_key: ownerKey, invite_id: invite.invite_id, quota_bytes: invite.quota_bytes, created_at: now };
    await tx.insert('owners', row);
  }

  private async useInvite(tx: Tx, tokenKey: string, now: number): Promise<InviteRow> {
    const [used] = await tx.query<InviteRow>(
      `UPDATE invites SET used = used + 1
       WHERE token_key = ? AND used < uses AND revoked_at IS NULL AND expires_at > ? RETURNING *`,
      [tokenKey, now],
    );
    if (used !== undefined) return used;
    const [found] = await tx.query<InviteRow>('SELECT * FROM invites WHERE token_key = ?', [tokenKey]);
    if (found === undefined) throw enrolmentProblem('INVITE_UNKNOWN', 'no invite has this token');
    if (found.revoked_at !== null) throw enrolmentProblem('INVITE_REVOKED', 'invite was revoked');
    if (found.expires_at <= now) throw enrolmentProblem('INVITE_EXPIRED', 'invite has expired');
    throw enrolmentProblem('INVITE_USED_UP', `invite is good for ${String(found.uses)} owner keys, and all are taken`);
  }
}
