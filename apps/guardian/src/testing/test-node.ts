import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { initNode } from '../node/init-node.js';
import { type RunningNode, startNode, type StartOverrides } from '../node/start-node.js';
import { loadConfig, type StartOptions } from '../platform/config/node-config.js';
import type { ListenerName } from '../platform/http/request-context.js';
import { createLog } from '../platform/logging/logger.js';

/** An answer, its body parsed where it is JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: any };

/** What a call may carry. */
export type CallOptions = {
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Buffer;
  readonly token?: string;
  readonly headers?: Record<string, string>;
};

/** A node within the test's own process. */
export type TestNode = {
  readonly folder: string;
  readonly running: RunningNode;
  /** Lines that it logged. */
  readonly lines: string[];
  /** What `init` showed. */
  readonly setupCode: string;
  call(listener: ListenerName, method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
};

const textOf = async (chunks: AsyncIterable<Buffer>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
};

export const call = (
  where: { socketPath: string } | { port: number },
  method: string,
  path: string,
  options: CallOptions,
) =>
  new Promise<Answer>((resolve, reject) => {
    const { body, token, headers } = options;
    const raw = options.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const sent = request(
      {
        ...where,
        host: '127.0.0.1',
        method,
        path,
        agent: false,
        headers: {
          ...(raw === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(raw) }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
      },
      (response) => {
        textOf(response).then((text) => {
          const isJson = /[/+]json/.test(response.headers['content-type'] ?? '');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: isJson ? (JSON.parse(text) as unknown) : text,
          });
        }, reject);
      },
    );
    sent.on('error', reject);
    sent.end(raw);
  });

/**
 * Makes and starts a node in a temporary folder, on ports of the system's choice.
 *
 * @param options - `node.json` members, database, and what the node is given for clock, randomness and log.
 * @returns The node; stop it.
 */
export async function startTestNode(
  options: StartOverrides &
    Pick<StartOptions, 'portalApp' | 'adminApp'> & { readonly file?: object; readonly databaseUrl?: string } = {},
): Promise<TestNode> {
  const { file, databaseUrl, portalApp, adminApp, ...overrides } = options;
  const folder = await mkdtemp(join(tmpdir(), 'wardkeep-node-'));
  const anyPort = { host: '127.0.0.1', port: 0 };
  const defaults = { name: 'Test', publicUrl: 'http://127.0.0.1:1', public: anyPort, admin: anyPort };
  let setupCode = '';
  const onSetupCode = (code: string): void => {
    setupCode = code;
  };
  await initNode({ folder, databaseUrl, file: { ...defaults, ...file }, onSetupCode });
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = createLog('debug', sink);
  const running = await startNode(await loadConfig({ folder, databaseUrl, portalApp, adminApp }), {
    log,
    ...overrides,
  });
  return {
    folder,
    running,
    lines,
    setupCode,
    call: (listener, method, path, callOptions = {}) =>
      call(
        listener === 'console' ? { socketPath: join(folder, 'node.sock') } : { port: running.ports[listener] },
        method,
        path,
        callOptions,
      ),
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
