import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpPeerTransport } from './http-transport.js';

const transport = new HttpPeerTransport();
let server: Server;
afterEach(() => {
  transport.onApplicationShutdown();
  server.closeAllConnections();
  server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
}
const LIMITS = { timeoutMs: 300, answerBytes: 100 };

describe('when a request is sent to another node', () => {
  it('carries the body and gives the parsed answer', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => response.writeHead(418).end(Buffer.concat(chunks)));
    });
    const answer = await transport.send({ method: 'POST', url, body: '{"ü":1}', ...LIMITS });
    expect(answer).toMatchObject({ status: 418, body: { ü: 1 } });
  });

  it('keeps the connection for the next', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    for (let count = 0; count < 3; count += 1) await transport.send({ method: 'GET', url, ...LIMITS });
    expect(ports.size).toBe(1);
  });

  it('throws PEER_TIMEOUT when the answer does not come, or does not end', async () => {
    const url = await serve((request, response) => {
      if (request.method === 'POST') response.write('{');
    });
    await expect(transport.send({ method: 'GET', url, ...LIMITS })).rejects.toMatchObject({ code: 'PEER_TIMEOUT' });
    const unended = transport.send({ method: 'POST', url, body: '{}', ...LIMITS });
    await expect(unended).rejects.toMatchObject({ code: 'PEER_TIMEOUT' });
  });

  it('throws ANSWER_TOO_LARGE', async () => {
    const url = await serve((_, response) => response.end(JSON.stringify('x'.repeat(200))));
    await expect(transport.send({ method: 'GET', url, ...LIMITS })).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
  });

  it('throws CONNECTION_FAILED when nobody listens', async () => {
    const url = await serve(() => undefined);
    server.close();
    await expect(transport.send({ method: 'GET', url, ...LIMITS })).rejects.toMatchObject({
      code: 'CONNECTION_FAILED',
    });
  });
});
