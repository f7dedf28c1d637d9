import * as protocol from '@wardkeep/protocol';
import type * as z from 'zod';
import { InvalidAnswerError, RefusedError, UnreachableError } from './errors.js';
import { TransportError, type GuardianTransport, type TransportAnswer } from './transport.js';

const ANSWERS = {
  federation: protocol.federationAnswer,
  currency: protocol.currencyAnswer,
  stage: protocol.stageAnswer,
  commit: protocol.commitAnswer,
  checkUp: protocol.checkUpAnswer,
  carry: protocol.carryAnswer,
  openClaim: protocol.openClaimAnswer,
  evidence: protocol.evidenceAnswer,
  queryClaim: protocol.claimQueryAnswer,
  ticket: protocol.ticketAnswer,
  evaluate: protocol.evaluateAnswer,
  release: protocol.releaseAnswer,
} as const satisfies Record<keyof typeof protocol.PUBLIC_ROUTES, z.ZodType>;

/** Name of a public route. */
export type PublicRoute = keyof typeof ANSWERS;
/** What a public route answers. */
export type AnswerOf<R extends PublicRoute> = z.infer<(typeof ANSWERS)[R]>;

/** How long one call may take, and what may end it early. */
export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Statuses that say "not now" rather than "no". */
const NOT_NOW = new Set([408, 429, 500, 502, 503, 504]);
const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * Typed calls to one guardian. Answers are parsed, never believed: callers verify the signed statements in them.
 *
 * Every call throws RefusedError (the guardian says no), UnreachableError (ask later, or another) or InvalidAnswerError
 * (the answer has not the form that the route promises).
 */
export class GuardianApi {
  readonly index: number;
  readonly urls: readonly string[];
  readonly #transport: GuardianTransport;
  /** Position of the URL that worked last. */
  #preferred = 0;

  /**
   * @param index - the guardian; negative for a node of an invite, whose index is not known yet
   * @param urls - where it answers, best first
   * @param transport - how requests reach it
   */
  constructor(index: number, urls: readonly string[], transport: GuardianTransport) {
    this.index = index;
    this.urls = urls;
    this.#transport = transport;
  }

  /** @returns config chain and URL announcements that this node knows */
  federation(options?: CallOptions): Promise<AnswerOf<'federation'>> {
    return this.#call('federation', undefined, options);
  }

  /** @returns the node's signed word on the current epoch */
  currency(body: z.input<typeof protocol.currencyRequest>, options?: CallOptions): Promise<AnswerOf<'currency'>> {
    return this.#call('currency', body, options);
  }

  /** @returns the receipt for a staged version */
  stage(body: z.input<typeof protocol.stageRequest>, options?: CallOptions): Promise<AnswerOf<'stage'>> {
    return this.#call('stage', body, options);
  }

  /** @returns once the staged version is the backup */
  commit(body: z.input<typeof protocol.commitRequest>, options?: CallOptions): Promise<AnswerOf<'commit'>> {
    return this.#call('commit', body, options);
  }

  /** @returns what the node holds of this owner */
  checkUp(body: z.input<typeof protocol.checkUpBody>, options?: CallOptions): Promise<AnswerOf<'checkUp'>> {
    return this.#call('checkUp', body, options);
  }

  /** @returns per statement, whether the node accepted it */
  carry(body: z.input<typeof protocol.carryRequest>, options?: CallOptions): Promise<AnswerOf<'carry'>> {
    return this.#call('carry', body, options);
  }

  /** @returns the id of the opened claim */
  openClaim(body: z.input<typeof protocol.openClaimRequest>, options?: CallOptions): Promise<AnswerOf<'openClaim'>> {
    return this.#call('openClaim', body, options);
  }

  /** @returns once the piece of evidence is stored */
  evidence(body: z.input<typeof protocol.evidenceRequest>, options?: CallOptions): Promise<AnswerOf<'evidence'>> {
    return this.#call('evidence', body, options);
  }

  /** @returns how the claim stands on this node */
  queryClaim(body: z.input<typeof protocol.claimQueryBody>, options?: CallOptions): Promise<AnswerOf<'queryClaim'>> {
    return this.#call('queryClaim', body, options);
  }

  /** @returns the ticket; a refusal ATTEMPT_TAKEN carries `ticket` in its extras */
  ticket(body: z.input<typeof protocol.ticketBody>, options?: CallOptions): Promise<AnswerOf<'ticket'>> {
    return this.#call('ticket', body, options);
  }

  /** @returns the node's evaluation with its proof */
  evaluate(body: z.input<typeof protocol.evaluateBody>, options?: CallOptions): Promise<AnswerOf<'evaluate'>> {
    return this.#call('evaluate', body, options);
  }

  /** @returns the node's sealed parts */
  release(body: z.input<typeof protocol.releaseBody>, options?: CallOptions): Promise<AnswerOf<'release'>> {
    return this.#call('release', body, options);
  }

  async #call<R extends PublicRoute>(route: R, body: unknown, options: CallOptions = {}): Promise<AnswerOf<R>> {
    const answer = await this.#send(route, body, options);
    if (answer.status >= 400) throw problemOf(this.index, answer);
    const parsed = ANSWERS[route].safeParse(answer.body);
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
      throw new InvalidAnswerError(
        this.index,
        'ANSWER_MALFORMED',
        `${route} has another form than promised at "${where}"`,
      );
    }
    return parsed.data as AnswerOf<R>;
  }

  /** Tries the guardian's URLs in turn, beginning with the one that worked last; the time is shared out between them. */
  async #send(route: PublicRoute, body: unknown, options: CallOptions): Promise<TransportAnswer> {
    const { method, path } = protocol.PUBLIC_ROUTES[route];
    const timeoutMs = Math.ceil((options.timeoutMs ?? DEFAULT_TIMEOUT_MS) / Math.max(1, this.urls.length));
    let last: unknown;
    for (const [at, base] of this.#inTurn()) {
      const url = `${base.replace(/\/+$/, '')}${path}`;
      try {
        const answer = await this.#transport.send({ url, method, path, body, timeoutMs, signal: options.signal });
        this.#preferred = at;
        return answer;
      } catch (error) {
        last = error;
        if (options.signal?.aborted === true) break;
      }
    }
    const timedOut = last instanceof TransportError && last.kind === 'timeout';
    throw new UnreachableError(this.index, timedOut ? 'GUARDIAN_TIMEOUT' : 'GUARDIAN_UNREACHABLE', { cause: last });
  }

  #inTurn(): readonly (readonly [at: number, url: string])[] {
    const numbered = this.urls.map((url, at) => [at, url] as const);
    return [...numbered.slice(this.#preferred), ...numbered.slice(0, this.#preferred)];
  }
}

function problemOf(index: number, answer: TransportAnswer): Error {
  const parsed = protocol.problemAnswer.safeParse(answer.body);
  const problem = parsed.success ? parsed.data : undefined;
  if (NOT_NOW.has(answer.status)) {
    const { retryAfterMs } = answer;
    return new UnreachableError(index, 'GUARDIAN_BUSY', { retryAfterMs, problemCode: problem?.code });
  }
  if (problem === undefined) {
    return new InvalidAnswerError(index, 'ANSWER_MALFORMED', `status ${String(answer.status)} without problem details`);
  }
  const { type: _type, title, status: _status, code, detail, requestId: _requestId, ...extras } = problem;
  return new RefusedError(index, code, answer.status, detail ?? title, extras);
}
