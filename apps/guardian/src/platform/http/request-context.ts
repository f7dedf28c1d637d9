import type { IncomingMessage } from 'node:http';
import { OPERATOR_ROLES, type OperatorRole } from '@wardkeep/protocol';

/** The doors of a node. */
export type ListenerName = 'public' | 'admin' | 'console';

/** Roles of operators, weakest first. */
export const ROLES = OPERATOR_ROLES;
/** What an operator may do. */
export type Role = OperatorRole;

/** An operator who was let in, or whoever sits at the console. */
export type OperatorCaller = {
  readonly kind: 'operator';
  /** Account name, or `console`. */
  readonly name: string;
  readonly role: Role;
  readonly via: 'admin' | 'console';
  /** Id of the login; absent at the console. */
  readonly loginId?: string;
  /** Where a cookie carries the login: until when it may do what needs a fresh proof. Absent for bearer tokens. */
  readonly steppedUpUntil?: number;
};

/** What the node knows of a request beside what HTTP says. */
export type RequestContext = {
  readonly id: string;
  readonly listener: ListenerName;
  /** Set by the access guard: an {@link OperatorCaller}, or what the authenticator of the route found. */
  caller?: unknown;
  /** Body as received; set by the access guard where the route takes one. */
  rawBody?: Buffer;
};

const CONTEXT = Symbol('request context');
type Tagged = IncomingMessage & { [CONTEXT]?: RequestContext };

/**
 * Remembers through which door a request came.
 *
 * @param request - Request as it leaves the listener.
 * @param context - Its id and listener.
 */
export function tagRequest(request: IncomingMessage, context: RequestContext): void {
  (request as Tagged)[CONTEXT] = context;
}

/**
 * @param request - A request that came through one of the node's listeners.
 * @returns Its context.
 */
export function contextOf(request: IncomingMessage): RequestContext {
  const context = (request as Tagged)[CONTEXT];
  if (context === undefined) throw new Error('request did not come through a listener');
  return context;
}
