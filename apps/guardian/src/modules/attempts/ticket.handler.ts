import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  attemptFieldsOf,
  parseGuardianIndex,
  verifyTicket,
  type ParsedStatement,
  type VerifiedStatement,
} from '@wardkeep/protocol';
import type { Tx } from '../../platform/database/database.js';
import { FederationService } from '../federation/federation.service.js';
import type { StatementHandler } from '../statements/statement-handler.js';
import { StatementService } from '../statements/statement.service.js';
import { AttemptCounters } from './attempt-counters.js';
import { GuessLimits } from './guess-limits.js';

/**
 * Tickets that peers and clients carry. One's own puts the counter back where it was before a restored database forgot; a
 * quorum's on one α shows that a guess was spent. Single tickets of others prove nothing and only are kept.
 */
@Injectable()
export class TicketHandler implements StatementHandler<'ticket'>, OnModuleInit {
  readonly type = 'ticket';
  readonly shared = true;
  readonly urgent = false;

  constructor(
    @Inject(StatementService) private readonly statements: StatementService,
    @Inject(FederationService) private readonly federation: FederationService,
    @Inject(AttemptCounters) private readonly counters: AttemptCounters,
    @Inject(GuessLimits) private readonly limits: GuessLimits,
  ) {}

  onModuleInit(): void {
    this.statements.register(this);
  }

  async verify(statement: ParsedStatement<'ticket'>): Promise<VerifiedStatement<'ticket'>> {
    return verifyTicket(statement.text, await this.federation.current()).statement;
  }

  async apply(tx: Tx, ticket: VerifiedStatement<'ticket'>): Promise<void> {
    const config = await this.federation.current();
    const attempt = attemptFieldsOf(ticket.body);
    const isOwn = ticket.body.signer.index === this.federation.self(config).index;
    if (!isOwn) {
      const tickets = await this.counters.ticketsOn(tx, attempt, config);
      const indexes = tickets.map((text) => parseGuardianIndex(verifyTicket(text, config).guardian));
      if (!config.size.hasApprovalQuorum(indexes)) return;
    }
    const limit = await this.limits.read(tx, attempt.manifestId, attempt.path, config);
    const isCounted = await this.counters.spend(tx, attempt, limit, isOwn ? ticket.id : null);
    // A quorum's tickets may have come first: this very ticket is given again, and no second one is ever signed.
    if (isOwn && !isCounted) await this.counters.addOwnTicket(tx, attempt, ticket.id);
  }
}
