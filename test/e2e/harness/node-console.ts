import { request } from 'node:http';

/** What a node answers; tests look into it freely, and fail where it is not as they expect. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a wrong guess fails the test, which is its purpose
export type Answer = any;

/** A node refused what came through its console. */
export class ConsoleRefusal extends Error {
  override readonly name = 'ConsoleRefusal';

  /**
   * @param status - HTTP status
   * @param code - the node's code
   * @param problem - the whole answer
   */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly problem: Readonly<Record<string, unknown>>,
  ) {
    super(`node refuses with ${String(status)} ${code}: ${String(problem.detail)}`);
  }
}

/**
 * One request over a node's console socket.
 *
 * @param socketPath - the socket
 * @param method - HTTP method
 * @param path - such as `/admin/v1/federation`
 * @param body - sent as JSON
 * @returns the parsed answer
 * @throws ConsoleRefusal when the node says no
 */
export async function callConsole(socketPath: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const content = body === undefined ? '' : JSON.stringify(body);
  const headers =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) };
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`console did not answer ${path} in time`)));
    sent.on('error', reject);
    sent.end(content);
  });
  const answer: unknown = text === '' ? null : JSON.parse(text);
  if (status < 400) return answer;
  const problem = (answer ?? {}) as Record<string, unknown>;
  throw new ConsoleRefusal(status, String(problem.code), problem);
}
