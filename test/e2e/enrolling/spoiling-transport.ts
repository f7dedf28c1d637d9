import { fetchTransport, type GuardianTransport, type TransportAnswer, type TransportRequest } from '@wardkeep/client';
import { sendRaw, type RawAnswer } from './raw-http.js';
import { spoil } from './spoil.js';

/** What became of the spoilt forms of one request. */
export interface Spoiling {
  /** The good request. */
  readonly request: TransportRequest;
  /** Answers to its spoilt forms, all of them sent before it. */
  readonly answers: readonly { readonly how: string; readonly answer: RawAnswer }[];
}

interface Deferred {
  readonly promise: Promise<Spoiling>;
  readonly resolve: (spoiling: Promise<Spoiling>) => void;
}

function defer(): Deferred {
  let resolve: Deferred['resolve'] = () => undefined;
  const promise = new Promise<Spoiling>((done) => (resolve = done));
  return { promise, resolve };
}

/**
 * Sends the first request of every route to one guardian in all its spoilt forms, and only then as it is. Requests to
 * the other guardians wait for that, so that none of them tells it anything before.
 */
export class SpoilingTransport implements GuardianTransport {
  readonly #honest = fetchTransport();
  readonly #routes = new Map<string, Deferred>();
  readonly #begun = new Set<string>();

  /**
   * @param to - beginning of the guardian's URLs; the client must need all guardians for everything
   * @param pauses - what to do after every fifty spoilt requests, and when all of a route are sent
   */
  constructor(
    private readonly to: string,
    private readonly pauses: { readonly everyFifty: () => Promise<void>; readonly afterwards: () => Promise<void> },
  ) {}

  async send(request: TransportRequest): Promise<TransportAnswer> {
    const { url, path, method } = request;
    if (method === 'POST') {
      const isFirst = !this.#begun.has(path) && url.startsWith(this.to);
      if (isFirst) {
        this.#begun.add(path);
        this.#routeOf(path).resolve(this.#spoil(request));
      }
      await this.#routeOf(path).promise;
    }
    return this.#honest.send(request);
  }

  /** @returns what became of every route's request, by path */
  async spoilt(): Promise<ReadonlyMap<string, Spoiling>> {
    const all = [...this.#routes].map(async ([path, { promise }]) => [path, await promise] as const);
    return new Map(await Promise.all(all));
  }

  #routeOf(path: string): Deferred {
    const known = this.#routes.get(path);
    if (known !== undefined) return known;
    const deferred = defer();
    this.#routes.set(path, deferred);
    return deferred;
  }

  async #spoil(request: TransportRequest): Promise<Spoiling> {
    const answers = [];
    for (const { how, body } of spoil(request.body)) {
      if (answers.length % 50 === 49) await this.pauses.everyFifty();
      answers.push({ how, answer: await sendRaw(request.url, { content: JSON.stringify(body) }) });
    }
    await this.pauses.afterwards();
    return { request, answers };
  }
}
