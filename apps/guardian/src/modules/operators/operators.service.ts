import { Injectable } from '@nestjs/common';
import type { MeAnswer, NewOperator, OperatorReset, OperatorRole, OperatorView } from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { LoginsRepository } from './logins.repository.js';
import { refuse } from './operators.problems.js';
import { OperatorsRepository } from './operators.repository.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { Passwords } from './passwords.js';

/** Accounts of operators. They are made and reset at the console only: whoever holds the machine holds the accounts. */
@Injectable()
export class OperatorsService {
  constructor(
    private readonly database: Database,
    private readonly operators: OperatorsRepository,
    private readonly logins: LoginsRepository,
    private readonly passkeys: PasskeysRepository,
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
      passkeys: row.passkeys,
      hasMail: row.mail !== null,
    }));
  }

  /**
   * @param operator - Who asks.
   * @returns What the node knows of them and of their login.
   */
  async describe({ name, role, via, loginId, steppedUpUntil }: OperatorCaller): Promise<MeAnswer> {
    const row = via === 'console' ? null : await this.operators.find(this.database, name);
    const passkeys = row === null ? 0 : (await this.passkeys.listOf(name)).length;
    return {
      name,
      role,
      via,
      ...(loginId === undefined ? {} : { loginId }),
      ...(steppedUpUntil === undefined ? {} : { steppedUpUntil }),
      mail: row?.mail ?? null,
      passkeys,
    };
  }

  /**
   * @param operator - Whose.
   * @param address - Where mail goes from now on; null for nowhere.
   */
  async setMail(operator: OperatorCaller, address: string | null): Promise<void> {
    await this.database.write(async (tx) => {
      await this.operators.setMail(tx, operator.name, address);
      await this.audit.record(tx, operator, 'operator.mail', operator.name);
    });
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
      // Somebody else may have added one.
      await this.passkeys.removeAll(tx, name);
      await this.audit.record(tx, by, 'operator.reset', name);
    });
  }

  /**
   * Gives an account another role, which its open logins have at once.
   *
   * @param by - An admin; not with their own account, so that a node always keeps one.
   * @param name - The account.
   * @param role - What it may do from now on.
   * @throws ProblemError `OPERATOR_NOT_FOUND`, `OPERATOR_OWN`.
   */
  async setRole(by: OperatorCaller, name: string, role: OperatorRole): Promise<void> {
    if (by.via === 'admin' && by.name === name) {
      throw refuse('OPERATOR_OWN', 'nobody changes their own role: another admin does, or the console');
    }
    await this.database.write(async (tx) => {
      if (!(await this.operators.setRole(tx, name, role))) throw refuse('OPERATOR_NOT_FOUND', 'no such operator');
      await this.audit.record(tx, by, 'operator.role', `${name} ${role}`);
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
