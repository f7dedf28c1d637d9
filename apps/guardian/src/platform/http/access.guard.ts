import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { Clock } from '../clock/clock.js';
import { problem } from '../problem/index.js';
import { ACCESS, type AccessRule, BODY_LIMIT, RATE_BUCKET, STEP_UP } from './access.js';
import { Authentication } from './authentication.js';
import { BodyReader, DEFAULT_BODY_LIMIT } from './body-reader.js';
import { LoginCookie } from './login-cookie.js';
import { RateLimits } from './rate-limits.js';
import { contextOf, type OperatorCaller, type RequestContext, ROLES } from './request-context.js';
import { BODY_SCHEMA } from './zod-parameters.js';

/**
 * The only way in: door, rate, caller, body, in this order, so that nobody makes the node read a large body or check a
 * signature before cheaper tests are passed. A route without a rule is closed.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly rates: RateLimits,
    private readonly bodies: BodyReader,
    private readonly authentication: Authentication,
    private readonly cookie: LoginCookie,
    private readonly clock: Clock,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const http = execution.switchToHttp();
    const request = http.getRequest<Request>();
    const context = contextOf(request);
    const targets = [execution.getHandler(), execution.getClass()];
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS, targets);
    if (rule === undefined) throw new Error('route has no access rule');
    if (!isRightDoor(rule, context)) throw problem('NOT_FOUND', 'no such route');
    if (rule.listener !== 'every') http.getResponse<Response>().setHeader('Cache-Control', 'no-store');
    if (context.listener !== 'console') {
      const bucket = this.reflector.getAllAndOverride<string | undefined>(RATE_BUCKET, targets) ?? defaultBucket(rule);
      this.rates.take(bucket, request.ip ?? '');
    }
    if (rule.listener === 'admin' || rule.listener === 'console') {
      await this.#admitOperator(rule, request, context);
      if (this.reflector.get<true | undefined>(STEP_UP, execution.getHandler())) this.#requireStepUp(context);
    }
    if (Reflect.hasMetadata(BODY_SCHEMA, execution.getHandler())) {
      const limit = this.reflector.get<number | undefined>(BODY_LIMIT, execution.getHandler()) ?? DEFAULT_BODY_LIMIT;
      const { bytes, value } = await this.bodies.read(request, limit);
      context.rawBody = bytes;
      request.body = value;
    }
    if (rule.listener === 'public' && rule.by === 'header') await this.#admitCaller(rule.who, request, context);
    return true;
  }

  async #admitOperator(rule: AccessRule, request: Request, context: RequestContext): Promise<void> {
    const caller = await this.#findOperator(rule, request, context);
    context.caller = caller;
    if (rule.listener !== 'admin' || rule.role === 'anyone') return;
    if (caller === undefined) throw problem('UNAUTHENTICATED', 'log in first');
    if (ROLES.indexOf(caller.role) < ROLES.indexOf(rule.role)) {
      throw problem('FORBIDDEN', `role must be at least ${rule.role}, is ${caller.role}`);
    }
  }

  async #findOperator(
    rule: AccessRule,
    request: Request,
    context: RequestContext,
  ): Promise<OperatorCaller | undefined> {
    if (context.listener === 'console') return { kind: 'operator', name: 'console', role: 'admin', via: 'console' };
    if (rule.listener !== 'admin' || rule.role === 'anyone') return undefined;
    const token = /^Bearer ([A-Za-z0-9_-]{1,128})$/.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) return this.authentication.operators(token, 'bearer');
    const carried = this.cookie.find(request);
    if (carried === null) throw problem('UNAUTHENTICATED', 'log in first');
    if (request.method !== 'GET' && request.method !== 'HEAD') this.cookie.assertOwnPage(request);
    return this.authentication.operators(carried, 'cookie');
  }

  #requireStepUp({ caller }: RequestContext): void {
    const { steppedUpUntil } = caller as OperatorCaller;
    if (steppedUpUntil !== undefined && steppedUpUntil <= this.clock.now()) {
      throw problem('STEP_UP_REQUIRED', 'prove by password or passkey that it is you, then ask again');
    }
  }

  async #admitCaller(who: string, request: Request, context: RequestContext): Promise<void> {
    const authenticator = this.authentication.find(who);
    if (authenticator === null) throw new Error(`no authenticator for ${who}`);
    context.caller = await authenticator({
      method: request.method,
      url: request.originalUrl,
      headers: request.headers,
      body: context.rawBody ?? Buffer.alloc(0),
    });
  }
}

function isRightDoor(rule: AccessRule, { listener }: RequestContext): boolean {
  if (rule.listener === 'every' || rule.listener === listener) return true;
  return rule.listener === 'admin' && listener === 'console';
}

function defaultBucket(rule: AccessRule): string {
  if (rule.listener === 'admin' || rule.listener === 'console') return 'admin';
  return rule.who === 'peer' ? 'peer' : 'default';
}
