import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller, Role } from '../../platform/http/index.js';
import { LoginsRepository } from './logins.repository.js';
import type { NewOperator, OperatorReset } from './operators.dto.js';
import { refuse } from './operators.problems.js';
import { OperatorsRepository } from './operators.repository.js';
import { Passwords } from './passwords.js';

/** An account as others may see it. */
export type OperatorView = {
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly disabledAt: number | null;
  readonly lockedUntil: number | null;
};

/** Accounts of operators. They are made and reset at the console only: whoever holds the machine holds the accounts. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly database: Database,
    private readonly operators: OperatorsRepository,
    private readonly logins: LoginsRepository,
    private readonly passwords: Passwords,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @returns All accounts by name. */
  async list(): Promise<OperatorView[]> {
    const now = this.clock.now();
    return (await this.operators.list()).map((row) => ({
      name: row.name,
      role: row.role,
      createdAt: row.created_at,
      disabledAt: row.disabled_at,
      lockedUntil: row.locked_until > now ? row.locked_until : null,
    }));
  }

  /**
   * @param by - Who sits at the console.
   * @param operator - The new account.
   * @throws ProblemError `OPERATOR_EXISTS`.
   */
  async create(by: OperatorCaller, { name, role, password }: NewOperator): Promise<void> {
    const hash = await this.passwords.hash(password);
    await this.database.write(async (tx) => {
      const isNew = await this.operators.insert(tx, name, role, hash, this.clock.now());
      if (!isNew) throw refuse('OPERATOR_EXISTS', 'an operator of this name exists, reset it instead');
      await this.audit.record(tx, by, 'operator.create', name);
    });
  }

  /**
   * Gives an account a new password, ends its logins, and lifts lockout and disablement.
   *
   * @param by - Who sits at the console.
   * @param name - The account.
   * @param reset - Password, and role if it changes.
   * @throws ProblemError `OPERATOR_NOT_FOUND`.
   */
  async reset(by: OperatorCaller, name: string, { password, role }: OperatorReset): Promise<void> {
    const hash = await this.passwords.hash(password);
    await this.database.write(async (tx) => {
      const current = await this.operators.find(tx, name);
      if (current === null) throw refuse('OPERATOR_NOT_FOUND', 'no such operator');
      await this.operators.reset(tx, name, role ?? current.role, hash);
      await this.logins.revokeAll(tx, name, this.clock.now());
      await this.audit.record(tx, by, 'operator.reset', name);
    });
  }

  /**
   * Ends an operator's logins and lets them make no more.
   *
   * @param by - An admin.
   * @param name - The account.
   * @throws ProblemError `OPERATOR_NOT_FOUND`.
   */
  async disable(by: OperatorCaller, name: string): Promise<void> {
    await this.database.write(async (tx) => {
      const isThere = await this.operators.disable(tx, name, this.clock.now());
      if (!isThere) throw refuse('OPERATOR_NOT_FOUND', 'no such operator');
      await this.logins.revokeAll(tx, name, this.clock.now());
      await this.audit.record(tx, by, 'operator.disable', name);
    });
  }
}
