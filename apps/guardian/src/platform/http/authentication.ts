import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { OperatorCaller } from './request-context.js';

/** What an authenticator of a public route gets to see. */
export type AuthenticationRequest = {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: Request['headers'];
  /** Body as received; empty where the route takes none. */
  readonly body: Buffer;
};

/** Finds out who calls; throws a ProblemError `UNAUTHENTICATED` otherwise. */
export type Authenticator = (request: AuthenticationRequest) => Promise<unknown>;

/** How a token travels: in a header that a program sets, or in a cookie that the browser adds by itself. */
export type TokenCarrier = 'bearer' | 'cookie';

/** Turns the token of an admin request into an operator; throws a ProblemError `UNAUTHENTICATED` otherwise. */
export type OperatorAuthenticator = (token: string, carrier: TokenCarrier) => Promise<OperatorCaller>;

/** Where modules leave their ways of telling who calls. */
@Injectable()
export class Authentication {
  readonly #callers = new Map<string, Authenticator>();
  #operators: OperatorAuthenticator | undefined;

  /**
   * @param who - Caller of `by: 'header'` routes, for example `peer`.
   * @param authenticator - Runs before every such route.
   */
  register(who: string, authenticator: Authenticator): void {
    if (this.#callers.has(who)) throw new Error(`${who} has an authenticator already`);
    this.#callers.set(who, authenticator);
  }

  /** @param authenticator - Checks logins of operators. */
  registerOperators(authenticator: OperatorAuthenticator): void {
    this.#operators = authenticator;
  }

  /**
   * @param who - Caller of a `by: 'header'` route.
   * @returns Its authenticator.
   */
  find(who: string): Authenticator | null {
    return this.#callers.get(who) ?? null;
  }

  /** @returns The check of logins. */
  get operators(): OperatorAuthenticator {
    if (this.#operators === undefined) throw new Error('no authenticator of operators');
    return this.#operators;
  }
}
