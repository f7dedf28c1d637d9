import { LIMITS } from '@wardkeep/protocol';

/** One HTTP request to one node. */
export interface TransportRequest {
  /** Absolute URL. */
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Path of the route, for logs and tests; the URL contains it already. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What the node answered, whatever its status. */
export interface TransportAnswer {
  readonly status: number;
  /** The parsed JSON, undefined when the body was not JSON. */
  readonly body: unknown;
  /** The `Retry-After` header, milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** How requests reach nodes. Injected, so that tests and other networks can stand in its place. */
export interface GuardianTransport {
  /**
   * @param request - the request
   * @returns the answer, also when its status says that it failed
   * @throws TransportError when no answer came; anything else that it throws counts as that too
   */
  send(request: TransportRequest): Promise<TransportAnswer>;
}

/** No answer came: nobody listens, the name is unknown, TLS failed, the time is over, or the answer was far too long. */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  /**
   * @param kind - whether time ran out
   * @param options - the error that led to this one
   */
  constructor(
    readonly kind: 'failed' | 'timeout',
    options?: ErrorOptions,
  ) {
    super(kind === 'timeout' ? 'request timed out' : 'request failed', options);
  }
}

/** Longest answer that is read: a payload in base64url and what is beside it. A liar cannot fill the memory. */
const ANSWER_BYTES = Math.ceil((LIMITS.payloadBytes * 4) / 3) + 4 * 1024 * 1024;

/**
 * The transport of browsers and Node alike: global `fetch`, no redirects, no cookies, no cache.
 *
 * @param fetcher - replaces the global `fetch`
 */
export function fetchTransport(fetcher: typeof fetch = globalThis.fetch): GuardianTransport {
  return {
    async send({ url, method, body, timeoutMs, signal }) {
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetcher(url, {
          method,
          redirect: 'error',
          credentials: 'omit',
          cache: 'no-store',
          headers: body === undefined ? { accept: JSON_TYPE } : { accept: JSON_TYPE, 'content-type': JSON_TYPE },
          body: body === undefined ? null : JSON.stringify(body),
          signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        });
        const text = await readText(response);
        return { status: response.status, body: parseJson(text), retryAfterMs: retryAfter(response.headers) };
      } catch (cause) {
        throw new TransportError(timeout.aborted ? 'timeout' : 'failed', { cause });
      }
    },
  };
}

const JSON_TYPE = 'application/json';

async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > ANSWER_BYTES) {
      await reader.cancel();
      throw new RangeError(`answer must be at most ${String(ANSWER_BYTES)} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? 'none');
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
