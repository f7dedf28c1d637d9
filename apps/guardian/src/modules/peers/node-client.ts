import { Injectable } from '@nestjs/common';
import { problemAnswer } from '@wardkeep/protocol';
import { isLoopback, NodeConfig } from '../../platform/config/node-config.js';
import { type PeerAnswer, PeerRefusedError, PeerTransport, PeerUnreachableError } from './transport.js';

const TIMEOUT_MS = 10_000;
/** A payload of 16 MiB in base64url, and what goes around it. */
const ANSWER_BYTES = 24 * 1024 * 1024;

/** One call to a node that may answer under several URLs. */
export interface NodeCall {
  readonly method: 'GET' | 'POST';
  readonly body?: string;
  /** Made anew for each URL that is tried. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Calls another node, sealed in a federation or not, under the first of its URLs that answers. */
@Injectable()
export class NodeClient {
  /** By list of URLs: the one that answered last, tried first the next time. */
  readonly #preferred = new Map<string, string>();

  readonly #isLocal: boolean;

  constructor(
    private readonly transport: PeerTransport,
    config: NodeConfig,
  ) {
    this.#isLocal = isLoopback(new URL(config.file.publicUrl).hostname);
  }

  /**
   * @param urls - Base URLs, in the node's order of preference.
   * @param path - From the root of the node.
   * @param call - What to send.
   * @returns A successful answer.
   * @throws PeerRefusedError when the node refuses; PeerUnreachableError when it answers under none of the URLs.
   */
  async call(urls: readonly string[], path: string, call: NodeCall): Promise<PeerAnswer> {
    let last = new PeerUnreachableError('NO_URL', 'node has announced no url');
    for (const url of this.#ordered(this.#allowed(urls))) {
      try {
        const answer = await this.#send(url, path, call);
        this.#remember(urls, url);
        return refuseProblems(answer);
      } catch (error) {
        if (!(error instanceof PeerUnreachableError) || call.signal?.aborted === true) throw error;
        last = error;
      }
    }
    throw last;
  }

  /**
   * Fetches a file that a node serves to browsers.
   *
   * @param urls - Base URLs, in the node's order of preference.
   * @param path - From the root of the node.
   * @param signal - Ends it.
   * @returns Its bytes; null when there is no such file.
   * @throws PeerUnreachableError when the node answers under none of the URLs.
   */
  async download(urls: readonly string[], path: string, signal?: AbortSignal): Promise<Uint8Array | null> {
    const [url] = this.#ordered(this.#allowed(urls));
    if (url === undefined) throw new PeerUnreachableError('NO_URL', 'node has announced no url');
    const { status, bytes } = await this.#send(url, path, { method: 'GET', signal });
    return status === 200 ? (bytes ?? null) : null;
  }

  #send(url: string, path: string, call: NodeCall): Promise<PeerAnswer> {
    return this.transport.send({
      method: call.method,
      url: `${url.replace(/\/+$/, '')}${path}`,
      headers: call.headers?.() ?? {},
      ...(call.body === undefined ? {} : { body: call.body }),
      timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
      answerBytes: ANSWER_BYTES,
      signal: call.signal,
    });
  }

  /** A node that the world reaches must not be sent to its own machine's services by what a stranger announces. */
  #allowed(urls: readonly string[]): readonly string[] {
    return this.#isLocal ? urls : urls.filter((url) => !isLoopback(new URL(url).hostname));
  }

  #ordered(urls: readonly string[]): readonly string[] {
    const first = urls.length > 1 ? this.#preferred.get(urls.join(' ')) : undefined;
    return first === undefined ? urls : [first, ...urls.filter((url) => url !== first)];
  }

  #remember(urls: readonly string[], url: string): void {
    if (urls.length < 2) return;
    if (this.#preferred.size > 256) this.#preferred.clear();
    this.#preferred.set(urls.join(' '), url);
  }
}

/** Another server under the same URL, such as a proxy whose node is down, answers without a code of ours. */
function refuseProblems(answer: PeerAnswer): PeerAnswer {
  if (answer.status >= 200 && answer.status < 300 && answer.body !== undefined) return answer;
  const problem = problemAnswer.safeParse(answer.body);
  if (problem.success) throw new PeerRefusedError(problem.data.code, answer.status, problem.data);
  throw new PeerUnreachableError('CONNECTION_FAILED', `answer of status ${String(answer.status)} is not from a node`);
}
