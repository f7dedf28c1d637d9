import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../clock/clock.js';
import { Database, type Tx } from '../database/database.js';
import type { OperatorCaller } from '../http/request-context.js';

const Row = z.object({
  id: z.int(),
  at: z.int(),
  who: z.string(),
  via: z.enum(['admin', 'console']),
  action: z.string(),
  subject: z.string(),
});

/** A line of the trail. */
export type AuditLine = z.infer<typeof Row>;

/** What operators did on this node, in the order they did it. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a line, in the write unit of the action itself: what is not in the trail did not happen.
   *
   * @param tx - Write unit of the action.
   * @param operator - Who did it; a caller at the console is recorded as `console`.
   * @param action - Verb and object, for example `operator.reset`.
   * @param subject - What it was done to; no secret.
   */
  async record(tx: Tx, operator: Pick<OperatorCaller, 'name' | 'via'>, action: string, subject: string): Promise<void> {
    const { name, via } = operator;
    await tx.insert('audit_entries', { at: this.clock.now(), who: name, via, action, subject });
  }

  /**
   * @param after - Last id that the caller has seen, 0 for the beginning.
   * @param limit - Most lines.
   * @returns Lines after it, oldest first.
   */
  async list(after: number, limit: number): Promise<AuditLine[]> {
    const sql = 'SELECT id, at, who, via, action, subject FROM audit_entries WHERE id > ? ORDER BY id LIMIT ?';
    return z.array(Row).parse(await this.database.query(sql, [after, limit]));
  }
}
