import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type PeerAnswer, type PeerRequest, PeerTransport, PeerUnreachableError } from './transport.js';

/** Below the 30 s after which a node closes an idle connection, so that none is used while it is being closed. */
const AGENT_OPTIONS = { keepAlive: true, keepAliveMsecs: 10_000, maxSockets: 8, maxFreeSockets: 2, timeout: 20_000 };

/**
 * HTTP between nodes over connections that are kept. Node's own client, because the fetch implementation as a library
 * would cost an idle node 20 MB.
 */
@Injectable()
export class HttpPeerTransport extends PeerTransport implements OnApplicationShutdown {
  readonly #http = new HttpAgent(AGENT_OPTIONS);
  readonly #https = new HttpsAgent({ ...AGENT_OPTIONS, minVersion: 'TLSv1.2' });

  override async send(request: PeerRequest): Promise<PeerAnswer> {
    const started = performance.now();
    const signals = [AbortSignal.timeout(request.timeoutMs), ...(request.signal === undefined ? [] : [request.signal])];
    const signal = AbortSignal.any(signals);
    try {
      const response = await this.#start(request, signal);
      const bytes = await readBody(response, request.answerBytes);
      const elapsedMs = Math.round(performance.now() - started);
      return { status: response.statusCode ?? 0, body: parseJson(bytes.toString('utf8')), bytes, elapsedMs };
    } catch (cause) {
      if (cause instanceof PeerUnreachableError) throw cause;
      const { host } = new URL(request.url);
      const code = signal.aborted ? 'PEER_TIMEOUT' : 'CONNECTION_FAILED';
      const why = cause instanceof Error ? cause.message : 'unknown fault';
      throw new PeerUnreachableError(code, `${host} does not answer: ${why}`, { cause });
    }
  }

  onApplicationShutdown(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #start(request: PeerRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const { method, url, headers = {}, body } = request;
    const isTls = url.startsWith('https:');
    const content =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': byteLength(body) };
    const options: RequestOptions = {
      method,
      signal,
      agent: isTls ? this.#https : this.#http,
      headers: { accept: 'application/json', ...headers, ...content },
    };
    return new Promise((resolve, reject) => {
      const sent = (isTls ? httpsRequest : httpRequest)(url, options, resolve);
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function byteLength(text: string): string {
  return String(Buffer.byteLength(text));
}

async function readBody(response: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) {
      response.destroy();
      throw new PeerUnreachableError('ANSWER_TOO_LARGE', `answer of a peer must be at most ${String(most)} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
