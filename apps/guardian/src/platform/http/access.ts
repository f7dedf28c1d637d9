import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import { contextOf, type OperatorCaller, type Role } from './request-context.js';

/**
 * Whom a public route is for. `anyone` is not asked; all others prove themselves, either by a signed statement in the body,
 * which the handler verifies (`by: 'statement'`), or by an authenticator that runs before the handler (`by: 'header'`).
 */
export type PublicCaller = 'anyone' | 'owner' | 'claimant' | 'invited' | 'peer';

/** Who may call a route, and through which door. */
export type AccessRule =
  | { readonly listener: 'every'; readonly who: 'anyone' }
  | { readonly listener: 'public'; readonly who: PublicCaller; readonly by?: 'statement' | 'header' }
  | { readonly listener: 'admin'; readonly role: Role | 'anyone' }
  | { readonly listener: 'console' };

/** Metadata key of {@link Access}. */
export const ACCESS = 'wardkeep:access';
/** Metadata key of {@link RateLimit}. */
export const RATE_BUCKET = 'wardkeep:rate-bucket';
/** Metadata key of {@link StepUp}. */
export const STEP_UP = 'wardkeep:step-up';
/** Metadata key of {@link BodyLimit}. */
export const BODY_LIMIT = 'wardkeep:body-limit';

/**
 * Says who may call a route. Every route needs it: a node with a route that lacks it does not start. The console may call
 * every admin route, as an operator named `console` with the role admin.
 *
 * @param rule - Door and caller.
 * @returns The decorator.
 */
export const Access = (rule: AccessRule): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, rule);

/**
 * Counts a route in a rate-limit bucket of its own instead of `default` (or `admin`, `peer`).
 *
 * @param bucket - Name; its figures are in `rate-limits.ts` or in `node.json`.
 * @returns The decorator.
 */
export const RateLimit = (bucket: string): MethodDecorator & ClassDecorator => SetMetadata(RATE_BUCKET, bucket);

/**
 * Allows a body beyond the default of 256 KiB.
 *
 * @param bytes - Most bytes of the body as sent.
 * @returns The decorator.
 */
export const BodyLimit = (bytes: number): MethodDecorator => applyDecorators(SetMetadata(BODY_LIMIT, bytes));

/**
 * Asks whoever comes with a cookie to have proven a few minutes ago that they sit there: a page left open must not do what
 * cannot be undone. Programs with a bearer token hold the password's worth already.
 *
 * @returns The decorator.
 */
export const StepUp = (): MethodDecorator => SetMetadata(STEP_UP, true);

/** Parameter: the operator who calls an admin route. */
export const Operator = createParamDecorator((_: unknown, context: ExecutionContext): OperatorCaller => {
  const { caller } = contextOf(context.switchToHttp().getRequest<Request>());
  return caller as OperatorCaller;
});

/** Parameter: what the authenticator of a `by: 'header'` route found. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown => contextOf(context.switchToHttp().getRequest<Request>()).caller,
);

/** Parameter: the body as received, for statements that are checked byte by byte. Combine with `ZodBody`. */
export const RawBody = createParamDecorator((_: unknown, context: ExecutionContext): Buffer => {
  const { rawBody } = contextOf(context.switchToHttp().getRequest<Request>());
  if (rawBody === undefined) throw new Error('route takes no body');
  return rawBody;
});
