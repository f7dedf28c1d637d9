import { Injectable } from '@nestjs/common';
import { encodeBase64url } from '@wardkeep/crypto';
import { CSRF_HEADER } from '@wardkeep/protocol';
import type { CookieOptions, Request, Response } from 'express';
import { Keystore } from '../keystore/keystore.js';
import { problem } from '../problem/index.js';

const NAME_CHARACTERS = 8;

/**
 * The cookie that carries a login. Browsers send the cookies of one host to all of its ports, so that the name tells the
 * guardians of one machine apart.
 */
@Injectable()
export class LoginCookie {
  constructor(private readonly keystore: Keystore) {}

  /** Name of the cookie. */
  get name(): string {
    return `wardkeep-${encodeBase64url(this.keystore.signingKey(1).publicKey).slice(0, NAME_CHARACTERS)}`;
  }

  /**
   * @param request - A request on the admin listener.
   * @returns The token that it carries, if any.
   */
  find(request: Request): string | null {
    const start = `${this.name}=`;
    const pair = (request.headers.cookie ?? '').split(/; */).find((each) => each.startsWith(start));
    return pair === undefined ? null : pair.slice(start.length);
  }

  /**
   * @param response - The answer to a login.
   * @param token - Token of the login.
   * @param lifeMs - For how long the browser keeps it, milliseconds.
   */
  set(response: Response, token: string, lifeMs: number): void {
    response.cookie(this.name, token, { ...this.#options(response), maxAge: lifeMs });
  }

  /** @param response - The answer to a logout. */
  clear(response: Response): void {
    response.clearCookie(this.name, this.#options(response));
  }

  /**
   * Refuses what another page could have made the browser send along with the cookie: it cannot set the header, and the
   * browser names its origin.
   *
   * @param request - A request that changes something.
   * @throws ProblemError `CSRF_REFUSED`.
   */
  assertOwnPage(request: Request): void {
    const { origin = '', host } = request.headers;
    const isOwn = URL.canParse(origin) && new URL(origin).host === host;
    if (!isOwn || request.headers[CSRF_HEADER] !== '1') {
      throw problem('CSRF_REFUSED', `request must come from the node's own page, with header ${CSRF_HEADER}`);
    }
  }

  #options({ req }: Response): CookieOptions {
    return { httpOnly: true, sameSite: 'strict', path: '/', secure: req.secure };
  }
}
