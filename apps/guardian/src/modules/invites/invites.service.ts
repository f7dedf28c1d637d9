import { Inject, Injectable } from '@nestjs/common';
import { decodeBase64url, encodeBase64url, type Rng } from '@wardkeep/crypto';
import {
  type CreatedInvite,
  encodeInvite,
  type Invite,
  INVITE_LIMITS,
  type InviteId,
  inviteKeyOf,
  type InviteView,
  isProtocolError,
  type NewInvite,
  type SealedConfig,
  type SigningKeyText,
} from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { FederationService } from '../federation/federation.service.js';
import { AnnouncementRepository } from '../peers/announcement.repository.js';
import { StatementService } from '../statements/statement.service.js';
import { WindingDownService } from '../winding-down/winding-down.service.js';
import { inviteProblem } from './invite-problems.js';
import { type InviteRow, InvitesRepository } from './invites.repository.js';

/** Invites: made by one guardian, honoured by all. */
@Injectable()
export class InvitesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly federation: FederationService,
    private readonly announcements: AnnouncementRepository,
    private readonly statements: StatementService,
    private readonly invites: InvitesRepository,
    private readonly audit: AuditTrail,
    private readonly winding: WindingDownService,
    @Inject(RNG) private readonly rng: Rng,
  ) {}

  /**
   * Makes an invite.
   *
   * @param operator - Who does it.
   * @param request - Uses, expiry and quota.
   * @returns The invite and its code, which is shown this once: only the public key of its token is kept.
   */
  async create(operator: OperatorCaller, request: NewInvite): Promise<CreatedInvite> {
    const config = await this.federation.current();
    await this.winding.requireEnrolmentOpen(null);
    const token = this.rng.bytes(16);
    const inviteId = encodeBase64url(this.rng.bytes(16)) as InviteId;
    const { uses, quotaBytes } = request;
    const expiresAt = this.clock.now() + request.expiresInSeconds * 1000;
    const code = await this.#encode(config, token, expiresAt);
    const tokenKey = encodeBase64url(inviteKeyOf(token).publicKey) as SigningKeyText;
    const statement = await this.federation.sign('invite', { inviteId, tokenKey, uses, expiresAt, quotaBytes });
    await this.db.write((tx) => this.audit.record(tx, operator, 'invite.create', inviteId));
    await this.statements.publish(statement);
    return { ...(await this.#get(inviteId)), code };
  }

  /** @returns All invites that this node knows, the newest first. */
  async list(): Promise<InviteView[]> {
    const now = this.clock.now();
    return (await this.invites.list()).map((row) => ({ ...row, status: statusOf(row, now) }));
  }

  /**
   * Ends an invite, whichever guardian made it. Owners who enrolled with it keep what they have.
   *
   * @param operator - Who does it.
   * @param inviteId - The invite.
   * @throws ProblemError INVITE_NOT_FOUND, or INVITE_CLOSED when it is revoked already.
   */
  async revoke(operator: OperatorCaller, inviteId: InviteId): Promise<InviteView> {
    const invite = await this.#get(inviteId);
    if (invite.status === 'revoked') throw inviteProblem('INVITE_CLOSED', 'invite is revoked already');
    const statement = await this.federation.sign('invite-revocation', { inviteId });
    await this.db.write((tx) => this.audit.record(tx, operator, 'invite.revoke', inviteId));
    await this.statements.publish(statement);
    return this.#get(inviteId);
  }

  async #get(inviteId: string): Promise<InviteView> {
    const row = await this.invites.find(inviteId);
    if (row === null) throw inviteProblem('INVITE_NOT_FOUND', 'no invite with this id');
    return { ...row, status: statusOf(row, this.clock.now()) };
  }

  async #encode(config: SealedConfig, token: Uint8Array, expiresAt: number): Promise<string> {
    const known = await this.announcements.findAll(config.guardians.map(({ signingKey }) => signingKey));
    const urls = [...new Set(known.flatMap(({ body }) => body.urls.slice(0, 1)))];
    const isNameShort = new TextEncoder().encode(config.name).length <= INVITE_LIMITS.nameBytes;
    const invite = {
      federationId: decodeBase64url(config.federationId),
      epoch: config.epoch,
      configHash: decodeBase64url(config.id),
      enrolmentToken: token,
      expiresAt: Math.floor(expiresAt / 1000),
      ...(isNameShort ? { federationName: config.name } : {}),
    };
    return encodeFitting(invite, urls);
  }
}

/** A client needs one guardian that answers; where the URLs of all do not fit, fewer must do. */
function encodeFitting(invite: Omit<Invite, 'guardianUrls'>, urls: readonly string[]): string {
  try {
    return encodeInvite({ ...invite, guardianUrls: urls });
  } catch (error) {
    if (!isProtocolError(error, 'INVITE_MALFORMED') || urls.length <= 1) throw error;
    return encodeFitting(invite, urls.slice(0, Math.ceil(urls.length / 2)));
  }
}

function statusOf({ uses, used, expiresAt, revokedAt }: InviteRow, now: number): InviteView['status'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return used >= uses ? 'used-up' : 'open';
}
