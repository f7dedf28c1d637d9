import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FederationService } from '../federation/federation.service.js';
import { StatementService } from '../statements/statement.service.js';
import { inviteProblem } from './invite-problems.js';
import { InvitesRepository } from './invites.repository.js';

/** Takes in invites and revocations that any guardian signed. */
@Injectable()
export class InviteHandlers implements OnModuleInit {
  constructor(
    private readonly statements: StatementService,
    private readonly federation: FederationService,
    private readonly invites: InvitesRepository,
  ) {}

  onModuleInit(): void {
    // Urgent, because whoever was given an invite goes to all nodes with it at once.
    this.statements.register({
      type: 'invite',
      shared: true,
      urgent: true,
      verify: (statement) => this.federation.verify(statement.text, 'invite'),
      apply: async (tx, { body }) => {
        const { inviteId, tokenKey, uses, quotaBytes, expiresAt, issuedAt, signer } = body;
        const row = { inviteId, uses, quotaBytes, expiresAt, used: 0, createdAt: issuedAt, revokedAt: null };
        await this.invites.insert(tx, { ...row, issuerIndex: signer.index }, tokenKey);
      },
    });
    this.statements.register({
      type: 'invite-revocation',
      shared: true,
      urgent: true,
      verify: async (statement) => {
        const verified = await this.federation.verify(statement.text, 'invite-revocation');
        if ((await this.invites.find(verified.body.inviteId)) !== null) return verified;
        throw inviteProblem('INVITE_NOT_FOUND', 'no invite with this id');
      },
      apply: async (tx, { body }, { receivedAt }) => this.invites.revoke(tx, body.inviteId, receivedAt),
    });
  }
}
