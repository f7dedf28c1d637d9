import { type INestApplication, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { z } from 'zod';
import { StartError } from '../start-error.js';
import { ACCESS, type AccessRule } from './access.js';
import { Authentication } from './authentication.js';
import { PEER_PREFIX } from './middleware.js';
import { BODY_SCHEMA, QUERY_SCHEMA } from './zod-parameters.js';

/** A route, its door and who may call it. */
export type Route = {
  readonly method: string;
  readonly path: string;
  /** Missing where somebody forgot it; such a node does not start. */
  readonly rule: AccessRule | undefined;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly handler: string;
};

const join = (...parts: readonly string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;

const pathsOf = (target: object): string[] => {
  const path = Reflect.getMetadata('path', target) as string | string[] | undefined;
  return path === undefined ? [''] : [path].flat();
};

/**
 * Lists every route of every controller.
 *
 * @param app - The application, initialised or not.
 * @returns Routes by path and method.
 */
export function listRoutes(app: INestApplication): Route[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  const routes = app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, () => unknown>;
      return scanner.getAllMethodNames(prototype).flatMap((name): Route[] => {
        const handler = prototype[name];
        const method = handler && (Reflect.getMetadata('method', handler) as RequestMethod | undefined);
        if (handler === undefined || method === undefined) return [];
        const rule = reflector.getAllAndOverride<AccessRule | undefined>(ACCESS, [handler, metatype]);
        return pathsOf(metatype).flatMap((prefix) =>
          pathsOf(handler).map((path) => ({
            method: RequestMethod[method],
            path: join(prefix, path),
            rule,
            body: Reflect.getMetadata(BODY_SCHEMA, handler) as z.ZodType | undefined,
            query: Reflect.getMetadata(QUERY_SCHEMA, handler) as z.ZodType | undefined,
            handler: `${metatype.name}.${name}`,
          })),
        );
      });
    });
  return routes.sort((a, b) => (a.path === b.path ? (a.method < b.method ? -1 : 1) : a.path < b.path ? -1 : 1));
}

/**
 * @param rule - Access rule of a route.
 * @returns Who may call it, in one word or two.
 */
export function describeCaller(rule: AccessRule): string {
  if (rule.listener === 'console') return 'console';
  if (rule.listener === 'admin') return rule.role;
  if (rule.who === 'anyone') return 'anyone';
  return `${rule.who} (${rule.by ?? 'statement'})`;
}

/**
 * Refuses to start with a route that nobody has thought about.
 *
 * @param app - The application, initialised.
 * @throws StartError `ROUTES_UNSAFE`.
 */
export function assertRoutesGuarded(app: INestApplication): void {
  const authentication = app.get(Authentication);
  for (const { method, path, rule, handler } of listRoutes(app)) {
    const route = `${method} ${path} (${handler})`;
    if (rule === undefined) throw new StartError('ROUTES_UNSAFE', `${route} has no access rule`);
    if (rule.listener !== 'public') continue;
    if (rule.by === 'header' && authentication.find(rule.who) === null) {
      throw new StartError('ROUTES_UNSAFE', `${route} has no authenticator for ${rule.who}`);
    }
    if ((rule.who === 'peer') !== path.startsWith(PEER_PREFIX)) {
      throw new StartError('ROUTES_UNSAFE', `${route}: routes for peers, and no others, begin with ${PEER_PREFIX}`);
    }
  }
}
