import { Inject, Injectable } from '@nestjs/common';
import { parseEnvelope, type CarriedStatement, type ParsedStatement, type StatementType } from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Accepted, StatementHandler, StatementOrigin } from './statement-handler.js';
import { statementProblem } from './statement-problems.js';
import { StatementStore } from './statement-store.js';

/** The one door through which statements from outside reach this node: parse, verify, record and act, in that order. */
@Injectable()
export class StatementService {
  private readonly handlers = new Map<StatementType, StatementHandler<StatementType>>();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(StatementStore) private readonly store: StatementStore,
  ) {}

  /**
   * Names the handler of one type of statement. Called once per type, when its module starts.
   *
   * @param handler - Checks and acts on the type.
   */
  register<T extends StatementType>(handler: StatementHandler<T>): void {
    if (this.handlers.has(handler.type)) throw new Error(`statement type ${handler.type} has a handler already`);
    this.handlers.set(handler.type, handler);
  }

  /**
   * Takes in a statement. One that is known already is accepted again without being acted on twice.
   *
   * @param carried - The statement and what travels beside it.
   * @param origin - Who brought it.
   * @throws ProtocolError or ProblemError when it is refused; nothing of it is kept then.
   */
  async accept(carried: CarriedStatement, origin: StatementOrigin): Promise<Accepted> {
    const parsed = parseEnvelope(carried.text);
    if ((await this.store.findText(parsed.id)) !== null) return { id: parsed.id, outcome: 'known' };
    return this.acceptParsed(parsed, carried, origin);
  }

  /**
   * Takes in a statement that this node itself has just signed.
   *
   * @param statement - From `FederationService.sign`.
   * @param attachments - What travels beside it.
   */
  async publish(statement: ParsedStatement, attachments?: CarriedStatement['parcels']): Promise<Accepted> {
    const carried: CarriedStatement =
      attachments === undefined ? { text: statement.text } : { text: statement.text, parcels: attachments };
    return this.acceptParsed(statement, carried, 'self');
  }

  private async acceptParsed(
    parsed: ParsedStatement,
    carried: CarriedStatement,
    origin: StatementOrigin,
  ): Promise<Accepted> {
    const handler = this.handlers.get(parsed.body.type);
    if (handler === undefined) {
      throw statementProblem('STATEMENT_NOT_ACCEPTED', `a statement of type ${parsed.body.type} is not taken here`);
    }
    const context = { origin, carried, receivedAt: this.clock.now() };
    const statement = await handler.verify(parsed, context);
    const attachments = carried.parcels === undefined ? {} : { attachments: JSON.stringify(carried.parcels) };
    const isNew = await this.db.write(async (tx) => {
      const { shared, urgent } = handler;
      const entry = { statement, shared, urgent, origin, ...attachments };
      const { newIds, conflicts } = await this.store.record(tx, [entry]);
      if (!newIds.has(parsed.id)) return false;
      await handler.apply(tx, statement, { ...context, conflicts: conflicts.get(parsed.id) ?? [] });
      return true;
    });
    return { id: parsed.id, outcome: isNew ? 'new' : 'known' };
  }
}
