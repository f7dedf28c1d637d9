import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/** One client of one node, over a connection that stays open. */
export class NodeClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  /** @param url - of the node's public listener */
  constructor(private readonly url: string) {}

  /**
   * Sends a request.
   *
   * @param path - of a POST route
   * @param body - JSON text
   * @returns the parsed answer and how long it took, milliseconds
   * @throws Error with what the node says when it refuses
   */
  async post(path: string, body: string): Promise<{ readonly answer: unknown; readonly elapsedMs: number }> {
    const start = performance.now();
    const { status, text } = await this.#send(path, body);
    const elapsedMs = performance.now() - start;
    if (status >= 400) throw new Error(`node refuses ${path}: ${text}`);
    return { answer: JSON.parse(text) as unknown, elapsedMs };
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(path: string, body: string): Promise<{ status: number; text: string }> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, { method: 'POST', agent: this.#agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
