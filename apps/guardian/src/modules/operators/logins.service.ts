import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { decodeBase64url, encodeBase64url, type Rng } from '@wardkeep/crypto';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { RNG } from '../../platform/clock/rng.js';
import { Database } from '../../platform/database/database.js';
import { Authentication, type OperatorCaller, type Role } from '../../platform/http/index.js';
import { lockoutAfter } from './lockout.js';
import { type LoginRow, LoginsRepository } from './logins.repository.js';
import type { LoginRequest } from './operators.dto.js';
import { refuse } from './operators.problems.js';
import { type OperatorRow, OperatorsRepository } from './operators.repository.js';
import { Passwords } from './passwords.js';

/** A login ends after this time, in milliseconds. */
export const LOGIN_LIFE = 12 * 60 * 60_000;
/** A login that nobody uses ends after this time, in milliseconds. */
export const LOGIN_IDLE = 60 * 60_000;
const TOUCH_EVERY = 60_000;
const KEPT = 30 * 24 * 60 * 60_000;
const TOKEN_BYTES = 32;

/** What a login gives. */
export type LoginResult = {
  readonly token: string;
  readonly loginId: string;
  readonly role: Role;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
};

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
    this.authentication.registerOperators((token) => this.authenticate(token));
  }

  /**
   * Logs an operator in.
   *
   * @param request - Name and password.
   * @returns The token; it is shown this once.
   * @throws ProblemError `LOGIN_REFUSED`, the same for an unknown name, or `LOGIN_LOCKED`.
   */
  async logIn({ name, password }: LoginRequest): Promise<LoginResult> {
    const operator = await this.#countLook(name);
    const isUsable = operator !== null && operator.disabled_at === null;
    const isRight = await this.passwords.verify(isUsable ? operator.password_hash : null, password);
    if (!isRight || operator === null) throw refuse('LOGIN_REFUSED', 'name or password is wrong');
    const token = this.rng.bytes(TOKEN_BYTES);
    const now = this.clock.now();
    const login = {
      id: randomUUID(),
      operator_name: name,
      created_at: now,
      last_used_at: now,
      expires_at: now + LOGIN_LIFE,
    };
    await this.database.write(async (tx) => {
      // The account may have been disabled or reset while the password was looked at.
      const current = await this.operators.find(tx, name);
      if (current?.password_hash !== operator.password_hash || current.disabled_at !== null) {
        throw refuse('LOGIN_REFUSED', 'name or password is wrong');
      }
      await this.operators.clearLooks(tx, name);
      await this.logins.removeOld(tx, now - KEPT);
      await this.logins.insert(tx, { ...login, token_hash: hashToken(token) });
      await this.audit.record(tx, { name, via: 'admin' }, 'login.create', login.id);
    });
    return { token: encodeBase64url(token), loginId: login.id, role: operator.role, expiresAt: login.expires_at };
  }

  /**
   * @param token - Bearer token as sent.
   * @returns Whose it is.
   * @throws ProblemError `UNAUTHENTICATED` for a token that is unknown, expired, idle for too long or revoked.
   */
  async authenticate(token: string): Promise<OperatorCaller> {
    const now = this.clock.now();
    const login = await this.#findLive(token, now);
    if (login === null) throw refuse('UNAUTHENTICATED', 'login is unknown, expired or revoked');
    if (now - login.last_used_at > TOUCH_EVERY) await this.database.write((tx) => this.logins.touch(tx, login.id, now));
    return { kind: 'operator', name: login.operator_name, role: login.role, via: 'admin', loginId: login.id };
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
