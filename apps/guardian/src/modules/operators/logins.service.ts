import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { decodeBase64url, encodeBase64url, type Rng } from '@wardkeep/crypto';
import type { LoginAnswer, LoginRequest } from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Database } from '../../platform/database/database.js';
import { Authentication, type OperatorCaller, type TokenCarrier } from '../../platform/http/index.js';
import { ProblemError } from '../../platform/problem/index.js';
import { lockoutAfter } from './lockout.js';
import { type LoginRow, LoginsRepository } from './logins.repository.js';
import { refuse } from './operators.problems.js';
import { type OperatorRow, OperatorsRepository } from './operators.repository.js';
import { Passwords } from './passwords.js';

/** A login ends after this time, in milliseconds. */
export const LOGIN_LIFE = 12 * 60 * 60_000;
/** A login that nobody uses ends after this time, in milliseconds. */
export const LOGIN_IDLE = 60 * 60_000;
/** After a fresh proof a login may do everything for this time, in milliseconds. */
export const STEP_UP_LIFE = 5 * 60_000;
const TOUCH_EVERY = 60_000;
const KEPT = 30 * 24 * 60 * 60_000;
const TOKEN_BYTES = 32;

/** What a login gives. */
export type LoginResult = LoginAnswer & { readonly token: string };

const hashToken = (token: Uint8Array): Uint8Array => createHash('sha256').update(token).digest();

/** Logins: made by password, carried by a bearer token of which the node keeps a hash only. */
@Injectable()
export class LoginsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly operators: OperatorsRepository,
    private readonly logins: LoginsRepository,
    private readonly passwords: Passwords,
    private readonly audit: AuditTrail,
    private readonly authentication: Authentication,
    private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
  ) {}

  onModuleInit(): void {
    this.authentication.registerOperators((token, carrier) => this.authenticate(token, carrier));
  }

  /**
   * Logs an operator in by password.
   *
   * @param request - Name and password.
   * @returns The token; it is shown this once.
   * @throws ProblemError `LOGIN_REFUSED`, the same for an unknown name, or `LOGIN_LOCKED`.
   */
  async logIn({ name, password, cookie }: LoginRequest): Promise<LoginResult> {
    const operator = await this.verifyPassword(name, password);
    return this.issue(operator, cookie ? 'cookie' : 'bearer', false);
  }

  /**
   * Looks at a password, counting the look first.
   *
   * @param name - Name as typed.
   * @param password - As typed.
   * @returns The account.
   * @throws ProblemError `LOGIN_REFUSED`, the same for an unknown name, or `LOGIN_LOCKED`.
   */
  async verifyPassword(name: string, password: string): Promise<OperatorRow> {
    const operator = await this.#countLook(name);
    const isUsable = operator !== null && operator.disabled_at === null;
    const isRight = await this.passwords.verify(isUsable ? operator.password_hash : null, password);
    if (!isRight || operator === null) throw refuse('LOGIN_REFUSED', 'name or password is wrong');
    await this.database.write((tx) => this.operators.clearLooks(tx, name));
    return operator;
  }

  /**
   * Makes a login for somebody who has proven who they are.
   *
   * @param operator - The account as it was when it was proven.
   * @param carrier - How the token will travel.
   * @param isFresh - Whether the proof is as good as a step-up.
   * @returns The token; it is shown this once.
   * @throws ProblemError `LOGIN_REFUSED` when the account was disabled or reset meanwhile.
   */
  async issue(operator: OperatorRow, carrier: TokenCarrier, isFresh: boolean): Promise<LoginResult> {
    const { name, role } = operator;
    const token = this.rng.bytes(TOKEN_BYTES);
    const now = this.clock.now();
    const login = {
      id: randomUUID(),
      operator_name: name,
      created_at: now,
      last_used_at: now,
      expires_at: now + LOGIN_LIFE,
      by_cookie: carrier === 'cookie' ? 1 : 0,
      stepped_up_until: isFresh ? now + STEP_UP_LIFE : 0,
    };
    await this.database.write(async (tx) => {
      const current = await this.operators.find(tx, name);
      if (current?.password_hash !== operator.password_hash || current.disabled_at !== null) {
        throw refuse('LOGIN_REFUSED', 'name or password is wrong');
      }
      await this.logins.removeOld(tx, now - KEPT);
      await this.logins.insert(tx, { ...login, token_hash: hashToken(token) });
      await this.audit.record(tx, { name, via: 'admin' }, 'login.create', login.id);
    });
    return { token: encodeBase64url(token), loginId: login.id, name, role, expiresAt: login.expires_at };
  }

  /**
   * @param token - Token as sent.
   * @param carrier - How it travelled; a token is good for one way only.
   * @returns Whose it is.
   * @throws ProblemError `UNAUTHENTICATED` for a token that is unknown, expired, idle for too long or revoked.
   */
  async authenticate(token: string, carrier: TokenCarrier): Promise<OperatorCaller> {
    const now = this.clock.now();
    const login = await this.#findLive(token, now);
    if (login === null || (login.by_cookie === 1) !== (carrier === 'cookie')) {
      throw refuse('UNAUTHENTICATED', 'login is unknown, expired or revoked');
    }
    if (now - login.last_used_at > TOUCH_EVERY) await this.database.write((tx) => this.logins.touch(tx, login.id, now));
    const caller = { name: login.operator_name, role: login.role, via: 'admin', loginId: login.id } as const;
    return { kind: 'operator', ...caller, ...(carrier === 'cookie' ? { steppedUpUntil: login.stepped_up_until } : {}) };
  }

  /**
   * Makes a login for somebody whose passkey has answered, which is as good as a step-up.
   *
   * @param name - The account.
   * @param carrier - How the token will travel.
   * @throws ProblemError `LOGIN_REFUSED` when the account is disabled.
   */
  async issueTo(name: string, carrier: TokenCarrier): Promise<LoginResult> {
    const operator = await this.operators.find(this.database, name);
    if (operator === null) throw refuse('LOGIN_REFUSED', 'name or password is wrong');
    return this.issue(operator, carrier, true);
  }

  /**
   * @param operator - Whose login.
   * @param password - As typed.
   * @returns Until when the proof holds, milliseconds since the Unix epoch.
   * @throws ProblemError `STEP_UP_REFUSED`, or `LOGIN_LOCKED`.
   */
  async stepUpByPassword(operator: OperatorCaller, password: string): Promise<number> {
    try {
      await this.verifyPassword(operator.name, password);
    } catch (error) {
      const isWrong = error instanceof ProblemError && error.code === 'LOGIN_REFUSED';
      throw isWrong ? refuse('STEP_UP_REFUSED', 'password is wrong') : error;
    }
    return this.stepUp(operator, 'password');
  }

  /**
   * Remembers that the operator of a login has proven anew who they are.
   *
   * @param operator - Whose login.
   * @param how - For the audit trail: `password` or `passkey`.
   * @returns Until when it holds, milliseconds since the Unix epoch.
   */
  async stepUp(operator: OperatorCaller, how: string): Promise<number> {
    const until = this.clock.now() + STEP_UP_LIFE;
    const { loginId } = operator;
    if (loginId === undefined) return until;
    await this.database.write(async (tx) => {
      await this.logins.stepUp(tx, loginId, until);
      await this.audit.record(tx, operator, 'login.step-up', how);
    });
    return until;
  }

  /**
   * @param loginId - Id of a login.
   * @returns Whether it goes on; watching does not count as use.
   */
  isLive(loginId: string): Promise<boolean> {
    const now = this.clock.now();
    return this.logins.isLive(loginId, now, now - LOGIN_IDLE);
  }

  /**
   * @param operator - Who asks; an admin sees everybody's.
   * @returns Live logins, oldest first.
   */
  list(operator: OperatorCaller): Promise<LoginRow[]> {
    const now = this.clock.now();
    return this.logins.listLive(operator.role === 'admin' ? null : operator.name, now, now - LOGIN_IDLE);
  }

  /**
   * Ends a login at once.
   *
   * @param operator - Who asks; an admin may end everybody's.
   * @param id - The login.
   * @throws ProblemError `LOGIN_NOT_FOUND`.
   */
  async revoke(operator: OperatorCaller, id: string): Promise<void> {
    const owner = operator.role === 'admin' ? null : operator.name;
    await this.database.write(async (tx) => {
      if (!(await this.logins.revoke(tx, id, owner, this.clock.now())))
        throw refuse('LOGIN_NOT_FOUND', 'no such login');
      await this.audit.record(tx, operator, 'login.revoke', id);
    });
  }

  /** Counts the look at a password before it is taken, so that looks in parallel cannot outrun the lockout. */
  #countLook(name: string): Promise<OperatorRow | null> {
    return this.database.write(async (tx) => {
      const operator = await this.operators.find(tx, name);
      if (operator === null) return null;
      const now = this.clock.now();
      if (operator.locked_until > now) {
        const retryAfter = Math.ceil((operator.locked_until - now) / 1000);
        throw refuse('LOGIN_LOCKED', `too many wrong passwords, wait ${retryAfter} seconds`, { retryAfter });
      }
      const lockedFor = lockoutAfter(operator.failures + 1);
      const lockedUntil = lockedFor === 0 ? 0 : now + lockedFor;
      if (!(await this.operators.countLook(tx, name, operator.failures, lockedUntil))) {
        throw refuse('LOGIN_LOCKED', 'another login is being checked, try again', { retryAfter: 1 });
      }
      return operator;
    });
  }

  async #findLive(token: string, now: number): ReturnType<LoginsRepository['findLive']> {
    let bytes: Uint8Array;
    try {
      bytes = decodeBase64url(token);
    } catch {
      return null;
    }
    return bytes.length === TOKEN_BYTES ? this.logins.findLive(hashToken(bytes), now, now - LOGIN_IDLE) : null;
  }
}
