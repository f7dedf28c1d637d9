import { ADMIN_ROUTES, type AdminRoute, CSRF_HEADER } from '@wardkeep/protocol';
import * as z from 'zod';

/** A refusal by the node, or the failure to reach it. */
export class ApiError extends Error {
  /**
   * @param code - of the node's problem, or UNREACHABLE
   * @param status - HTTP status; 0 where there was no answer
   * @param detail - what the node said
   * @param retryAfter - seconds until it is worth asking again
   */
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
    this.name = 'ApiError';
  }
}

const refusal = z.looseObject({
  code: z.string(),
  detail: z.string().optional(),
  retryAfter: z.number().optional(),
});

/** What goes with a request. */
export interface CallOptions {
  /** Values of `:name` in the path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Address of a route on the node that served this page. */
export function addressOf(route: AdminRoute, { params = {}, query = {} }: CallOptions = {}): string {
  const path = ADMIN_ROUTES[route].path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function problemOf(response: Response): Promise<ApiError> {
  const parsed = refusal.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return new ApiError('UNREACHABLE', response.status, response.statusText);
  const { code, detail, retryAfter } = parsed.data;
  return new ApiError(code, response.status, detail ?? '', retryAfter ?? null);
}

/**
 * Asks the node.
 * @returns its answer, not read yet
 * @throws ApiError with the node's code, or UNREACHABLE
 */
export async function send(route: AdminRoute, options: CallOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { [CSRF_HEADER]: '1' };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  const init: RequestInit = {
    method: ADMIN_ROUTES[route].method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
  };
  if (options.body !== undefined) init.body = JSON.stringify(options.body);
  if (options.signal !== undefined) init.signal = options.signal;
  const response = await fetch(addressOf(route, options), init).catch((cause: unknown) => {
    if (options.signal?.aborted === true) throw cause;
    throw new ApiError('UNREACHABLE', 0, '');
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/**
 * Asks the node and reads its answer.
 * @param route - of the table in the protocol
 * @param answer - schema of the answer
 * @throws ApiError as {@link send}; ANSWER_MALFORMED when the answer does not fit
 */
export async function call<T extends z.ZodType>(
  route: AdminRoute,
  answer: T,
  options: CallOptions = {},
): Promise<z.output<T>> {
  const response = await send(route, options);
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => null);
  const parsed = answer.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ApiError('ANSWER_MALFORMED', response.status, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }
  return parsed.data;
}

/** Answer of routes that say nothing. */
export const nothing = z.unknown().transform(() => null);
