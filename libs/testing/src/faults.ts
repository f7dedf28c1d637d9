import type { TestAnswer, TestRequest, TestTransport } from './transport.js';

/** What one hostile or broken thing on the way does to a request. */
export type Fault = (request: TestRequest, next: (request: TestRequest) => Promise<TestAnswer>) => Promise<TestAnswer>;

/** Which requests a fault is about: those whose URL or path contains the text, or what a function picks. */
export type Which = string | ((request: TestRequest) => boolean);

/**
 * Puts faults in front of a transport, the first outermost.
 *
 * @param transport - the transport behind them
 * @param faults - what goes wrong
 */
export function withFaults(transport: TestTransport, ...faults: readonly Fault[]): TestTransport {
  const send = faults.reduceRight<TestTransport['send']>(
    (next, fault) => (request) => fault(request, next),
    (request) => transport.send(request),
  );
  return { send };
}

/**
 * Requests get lost: nothing arrives, no answer comes.
 *
 * @param which - which requests
 * @param times - how many of them; all when left out
 */
export function drop(which: Which, times = Number.POSITIVE_INFINITY): Fault {
  let left = times;
  return async (request, next) => {
    if (!picks(which, request) || left-- <= 0) return next(request);
    throw new Error('dropped');
  };
}

/**
 * Answers get lost after the node has acted.
 *
 * @param which - which requests
 * @param times - how many of them; all when left out
 */
export function dropAnswer(which: Which, times = Number.POSITIVE_INFINITY): Fault {
  let left = times;
  return async (request, next) => {
    const answer = await next(request);
    if (!picks(which, request) || left-- <= 0) return answer;
    throw new Error('answer dropped');
  };
}

/**
 * Answers come late.
 *
 * @param which - which requests
 * @param ms - how late
 * @param clock - whose time passes
 */
export function delay(
  which: Which,
  ms: number,
  clock: { sleep(ms: number, signal?: AbortSignal): Promise<void> },
): Fault {
  return async (request, next) => {
    if (picks(which, request)) await clock.sleep(ms, request.signal);
    return next(request);
  };
}

/**
 * A node lies: what it answers is altered.
 *
 * @param which - which requests
 * @param change - gives another body for the honest one
 */
export function lie(which: Which, change: (body: never, request: TestRequest) => unknown): Fault {
  return async (request, next) => {
    const answer = await next(request);
    return picks(which, request) ? { ...answer, body: change(answer.body as never, request) } : answer;
  };
}

/**
 * One character of a text in the answer is another one.
 *
 * @param which - which requests
 * @param field - member of the answer's body
 * @param at - position in the text, from its end when negative
 */
export function flip(which: Which, field: string, at: number): Fault {
  return lie(which, (body: Record<string, unknown>) => ({ ...body, [field]: flipCharacter(String(body[field]), at) }));
}

/**
 * A node answers with what another one answered, for instance about another backup.
 *
 * @param which - which requests
 * @param other - the request that is made instead
 */
export function swap(which: Which, other: (request: TestRequest) => TestRequest): Fault {
  return (request, next) => next(picks(which, request) ? other(request) : request);
}

/**
 * A node answers for ever what it answered the first time.
 *
 * @param which - which requests
 */
export function replay(which: Which): Fault {
  const first = new Map<string, TestAnswer>();
  return async (request, next) => {
    if (!picks(which, request)) return next(request);
    const kept = first.get(request.url) ?? (await next(request));
    first.set(request.url, kept);
    return kept;
  };
}

/**
 * A node says one thing to one asker and another to the next.
 *
 * @param which - which requests
 * @param other - what it says every second time
 */
export function equivocate(which: Which, other: (body: never, request: TestRequest) => unknown): Fault {
  const asked = new Map<string, number>();
  return async (request, next) => {
    const answer = await next(request);
    if (!picks(which, request)) return answer;
    const times = (asked.get(request.url) ?? 0) + 1;
    asked.set(request.url, times);
    return times % 2 === 0 ? { ...answer, body: other(answer.body as never, request) } : answer;
  };
}

function picks(which: Which, request: TestRequest): boolean {
  return typeof which === 'string' ? request.url.includes(which) : which(request);
}

/**
 * Replaces one character of base64url text by another that decodes to other bits.
 *
 * @param text - the text
 * @param at - position, from the end when negative
 */
export function flipCharacter(text: string, at: number): string {
  const position = at < 0 ? text.length + at : at;
  return text.slice(0, position) + (text[position] === 'A' ? 'B' : 'A') + text.slice(position + 1);
}
