import { Inject, Injectable } from '@nestjs/common';
import type { Rng } from '@wardkeep/crypto';
import { type SetupRequest, verifyCard } from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { NodeConfig } from '../../platform/config/node-config.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { hashSetupCode, isSetupCode, newSetupCode, saveSetupCode } from '../../platform/keystore/setup-code.js';
import { CARD } from '../federation/own-card.service.js';
import { refuse } from './operators.problems.js';
import { OperatorsRepository } from './operators.repository.js';
import { Passwords } from './passwords.js';

/** The first account of a node, made in the browser by whoever was at its console. */
@Injectable()
export class SetupService {
  constructor(
    private readonly database: Database,
    private readonly operators: OperatorsRepository,
    private readonly passwords: Passwords,
    private readonly audit: AuditTrail,
    private readonly config: NodeConfig,
    private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
  ) {}

  /** @returns Whether the node has no account yet. */
  async needsOperator(): Promise<boolean> {
    return !(await this.operators.isAny(this.database));
  }

  /** @returns What the node calls itself: as on its card, which its operators may have changed since the folder was made. */
  async nodeName(): Promise<string> {
    const [row] = await this.database.query<{ value: string }>('SELECT value FROM settings WHERE key = ?', [CARD]);
    return row === undefined ? this.config.file.name : verifyCard(row.value).body.name;
  }

  /**
   * Makes the first admin and uses the code up.
   *
   * @param request - Code from the console; name and password.
   * @throws ProblemError `SETUP_DONE` when there is an account, `SETUP_REFUSED` when the code is wrong.
   */
  async setUp({ code, name, password }: SetupRequest): Promise<void> {
    await this.#assertNoOperator();
    if (!(await isSetupCode(this.database, code))) throw wrongCode();
    const passwordHash = await this.passwords.hash(password);
    await this.database.write(async (tx) => {
      if (await this.operators.isAny(tx)) throw done();
      const sql = "DELETE FROM settings WHERE key = 'setup-code' AND value = ?";
      if ((await tx.execute(sql, [hashSetupCode(code)])) !== 1) throw wrongCode();
      await this.operators.insert(tx, name, 'admin', passwordHash, this.clock.now());
      await this.audit.record(tx, { name, via: 'admin' }, 'operator.create', name);
    });
  }

  /**
   * Makes a new code; older ones are void.
   *
   * @param by - Who sits at the console.
   * @returns The code, shown this once.
   * @throws ProblemError `SETUP_DONE` when there is an account.
   */
  async createCode(by: OperatorCaller): Promise<string> {
    await this.#assertNoOperator();
    const code = newSetupCode(this.rng);
    await this.database.write(async (tx) => {
      await saveSetupCode(tx, code);
      await this.audit.record(tx, by, 'setup-code.create', '');
    });
    return code;
  }

  async #assertNoOperator(): Promise<void> {
    if (await this.operators.isAny(this.database)) throw done();
  }
}

const done = (): Error => refuse('SETUP_DONE', 'node has an operator already: log in');
const wrongCode = (): Error => refuse('SETUP_REFUSED', 'setup code is wrong: the console of the node shows a new one');
