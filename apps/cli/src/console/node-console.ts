import { request } from 'node:http';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { CliError, NodeRefusal } from '../command/cli-error.js';

/** Longest answer that is read. */
const ANSWER_BYTES = 64 * 1024 * 1024;
const TIMEOUT = 60_000;

/** One request over a node's console. */
export interface ConsoleRequest<T> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** What the node promises to answer. */
  readonly answer: z.ZodType<T>;
}

/**
 * The console of a running node: HTTP over the socket in its folder, which only the folder's owner can open. The node logs what
 * comes through it as `console`.
 */
export class NodeConsole {
  readonly #socket: string;

  /** @param folder - the node's folder */
  constructor(private readonly folder: string) {
    this.#socket = resolve(join(folder, 'node.sock'));
  }

  /**
   * Sends one request.
   *
   * @param what - method, path, body, and the answer that is expected
   * @returns the answer
   * @throws NodeRefusal when the node says no
   * @throws CliError NODE_NOT_RUNNING, ANSWER_INVALID
   */
  async send<T>(what: ConsoleRequest<T>): Promise<T> {
    const { status, text } = await this.#exchange(what.method, what.path, what.body);
    const json = parseJson(text);
    if (status >= 400) throw refusalOf(status, json);
    const parsed = what.answer.safeParse(json);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new CliError('ANSWER_INVALID', `node answers ${what.path} in another form than expected, at "${where}"`);
  }

  #exchange(method: string, path: string, body: unknown): Promise<{ status: number; text: string }> {
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = content && { 'content-type': 'application/json', 'content-length': String(content.length) };
    return new Promise((done, fail) => {
      const sent = request({ socketPath: this.#socket, method, path, headers, timeout: TIMEOUT }, (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > ANSWER_BYTES) sent.destroy(new CliError('ANSWER_INVALID', 'answer of the node is too long'));
          chunks.push(chunk);
        });
        response.on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        response.on('error', fail);
      });
      sent.on('timeout', () => sent.destroy(new CliError('ANSWER_INVALID', 'node did not answer in time')));
      sent.on('error', (cause) => fail(this.#unreachable(cause)));
      sent.end(content);
    });
  }

  #unreachable(cause: Error): Error {
    if (cause instanceof CliError) return cause;
    return new CliError('NODE_NOT_RUNNING', `no node runs in ${this.folder}`, { cause });
  }
}

function parseJson(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(status: number, json: unknown): Error {
  if (typeof json !== 'object' || json === null || !('code' in json) || typeof json.code !== 'string') {
    return new CliError('ANSWER_INVALID', `node answers with status ${String(status)} and no reason`);
  }
  const { type: _type, title, status: _status, code, detail, instance: _instance, ...extras } = json as Problem;
  return new NodeRefusal(json.code, `node refuses: ${detail ?? title ?? json.code}`, extras);
}

interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly code: string;
  readonly detail?: string;
  readonly instance?: string;
}
