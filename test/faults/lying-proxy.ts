import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request on its way to the node. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Index of the peer that says it sends this, null for clients. */
  readonly from: number | null;
}

/** What the node, or the liar in its place, answers. */
export interface ProxiedAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly headers?: IncomingHttpHeaders;
}

/** What the proxy does with a request; null drops the connection without an answer. */
export type Rule = (
  request: ProxiedRequest,
  forward: (request: ProxiedRequest) => Promise<ProxiedAnswer>,
) => Promise<ProxiedAnswer | null>;

/** Which requests a rule is about: those whose path begins with the text, or what a function picks. */
export type Which = string | ((request: ProxiedRequest) => boolean);

/** Stands before a node, so that everybody who thinks to talk to the node talks to it. */
export class LyingProxy {
  readonly #rules: { readonly which: Which; readonly rule: Rule }[] = [];
  readonly #server: Server;
  /** Everything that came through, in order. */
  readonly seen: ProxiedRequest[] = [];

  private constructor(
    readonly port: number,
    private readonly nodePort: number,
  ) {
    this.#server = createServer((incoming, outgoing) => {
      this.#answer(incoming)
        .catch(() => null)
        .then((answer) => {
          if (answer === null) {
            incoming.socket.destroy();
            return;
          }
          const { 'transfer-encoding': _chunked, connection: _connection, ...headers } = answer.headers ?? {};
          outgoing.writeHead(answer.status, {
            'content-type': 'application/json',
            ...headers,
            'content-length': answer.body.length,
          });
          outgoing.end(answer.body);
        })
        .catch(() => outgoing.destroy());
    });
  }

  /**
   * Opens a proxy that so far is honest.
   *
   * @param port - where it listens, on loopback
   * @param nodePort - where the node listens
   */
  static async open(port: number, nodePort: number): Promise<LyingProxy> {
    const proxy = new LyingProxy(port, nodePort);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /**
   * Adds a rule; of several that fit a request, the newest holds.
   *
   * @param which - which requests
   * @param rule - what is done with them
   * @returns takes the rule away again
   */
  on(which: Which, rule: Rule): () => void {
    const entry = { which, rule };
    this.#rules.unshift(entry);
    return () => void this.#rules.splice(this.#rules.indexOf(entry), 1);
  }

  /** Requests get no answer and do not reach the node. */
  drop(which: Which): () => void {
    return this.on(which, async () => null);
  }

  /** The node acts, but its answer gets lost. */
  dropAnswer(which: Which): () => void {
    return this.on(which, async (request, forward) => {
      await forward(request);
      return null;
    });
  }

  /** The node is asked only after a while. */
  delay(which: Which, ms: number): () => void {
    return this.on(which, async (request, forward) => {
      await sleep(ms, undefined, { ref: false });
      return forward(request);
    });
  }

  /** Good answers are altered; refusals pass. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a liar cares for no types
  alter(which: Which, change: (body: any, request: ProxiedRequest) => unknown): () => void {
    return this.on(which, async (request, forward) => {
      const answer = await forward(request);
      if (answer.status >= 400) return answer;
      const body: unknown = await change(JSON.parse(answer.body.toString()), request);
      return { status: answer.status, body: Buffer.from(JSON.stringify(body)) };
    });
  }

  /** The node is not asked at all. */
  replace(which: Which, status: number, body: unknown): () => void {
    return this.on(which, async () => ({ status, body: Buffer.from(JSON.stringify(body)) }));
  }

  /** The first good answer is given for ever. */
  replay(which: Which): () => void {
    let first: ProxiedAnswer | undefined;
    return this.on(which, async (request, forward) => {
      if (first !== undefined) return first;
      const answer = await forward(request);
      if (answer.status < 400) first = answer;
      return answer;
    });
  }

  /** Is honest again. */
  reset(): void {
    this.#rules.length = 0;
  }

  /** Stops listening. */
  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #answer(incoming: IncomingMessage): Promise<ProxiedAnswer | null> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request: ProxiedRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: Buffer.concat(chunks),
      from: senderOf(incoming.headers),
    };
    this.seen.push(request);
    const found = this.#rules.find(({ which }) =>
      typeof which === 'string' ? request.path.startsWith(which) : which(request),
    );
    const forward = (changed: ProxiedRequest): Promise<ProxiedAnswer> => this.#forward(changed);
    return found === undefined ? forward(request) : found.rule(request, forward);
  }

  #forward({ method, path, headers, body }: ProxiedRequest): Promise<ProxiedAnswer> {
    return new Promise((resolve, reject) => {
      const { connection: _connection, ...passed } = headers;
      const options = { host: '127.0.0.1', port: this.nodePort, method, path, headers: passed };
      const sent = httpRequest(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 502, body: Buffer.concat(chunks), headers: response.headers }),
        );
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function senderOf(headers: IncomingHttpHeaders): number | null {
  const header = headers['wardkeep-peer'];
  return typeof header === 'string' ? Number(header.split('.')[0]) : null;
}
