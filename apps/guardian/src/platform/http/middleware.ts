import { performance } from 'node:perf_hooks';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Log } from '../logging/logger.js';
import { contextOf } from './request-context.js';

/** Prefix of routes between guardians; pages in browsers have no business there. */
export const PEER_PREFIX = '/peer/';

/** Lets any web page call the public routes of clients: they take no cookies, so the origin proves nothing. */
export function cors(request: Request, response: Response, next: NextFunction): void {
  const isOpen = contextOf(request).listener === 'public' && !request.path.startsWith(PEER_PREFIX);
  if (!isOpen || request.headers.origin === undefined) {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id');
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type');
  response.setHeader('Access-Control-Max-Age', '7200');
  response.status(204).end();
}

/**
 * Logs one line for each answer: never a header, a body or a query.
 *
 * @param log - The node's log.
 * @returns The middleware.
 */
export const requestLog =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const start = performance.now();
    const { id, listener } = contextOf(request);
    response.setHeader('X-Request-Id', id);
    response.on('close', () => {
      const isHealth = request.path.startsWith('/health/');
      log[isHealth ? 'debug' : 'info'](
        {
          requestId: id,
          listener,
          method: request.method,
          path: request.path,
          status: response.writableFinished ? response.statusCode : 0,
          code: response.locals.code as unknown,
          ms: Math.round(performance.now() - start),
        },
        'request',
      );
    });
    next();
  };

/** Security headers of every answer; the node serves JSON only, so nothing may be loaded or framed. */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  referrerPolicy: { policy: 'no-referrer' },
});
