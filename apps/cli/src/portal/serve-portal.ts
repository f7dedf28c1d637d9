import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pagePolicy } from '@wardkeep/protocol';
import { CliError } from '../command/cli-error.js';
import type { PortalFolder } from './portal-folder.js';

const HOST = '127.0.0.1';
/** The federation is not known before its invite is read: any guardian over https, or one on this machine. */
const GUARDIANS = ['https:', `http://${HOST}:*`, 'http://localhost:*'];

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};

const HEADERS = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** A portal that is being served. */
export interface ServedPortal {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a portal to browsers of this machine, with the headers that a node would send.
 *
 * @param portal - as it was read
 * @param port - always the same one, because browsers keep what they store by it; 0 for any
 * @throws CliError PORT_IN_USE
 */
export async function servePortal(portal: PortalFolder, port: number): Promise<ServedPortal> {
  const server = createServer((request, response) => {
    answer(portal, (server.address() as AddressInfo).port, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new CliError('PORT_IN_USE', `cannot listen on port ${String(port)} of ${HOST}`, { cause }));
    });
    server.listen(port, HOST, resolve);
  });
  return {
    url: `http://${HOST}:${String((server.address() as AddressInfo).port)}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(portal: PortalFolder, port: number, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://portal.invalid');
  const nonce = randomBytes(16).toString('base64url');
  const headers = { ...HEADERS, 'Content-Security-Policy': pagePolicy({ nonce, origins: GUARDIANS }) };
  const { host } = request.headers;
  if (host === `localhost:${String(port)}`) {
    // What browsers store belongs to one origin, so there must be one.
    response.writeHead(308, { ...headers, Location: `http://${HOST}:${String(port)}${pathname}` }).end();
    return;
  }
  // A hostile page that has its own name lead to this machine must not be taken for the portal.
  if (host !== `${HOST}:${String(port)}`) {
    response.writeHead(421, headers).end();
    return;
  }
  if (pathname === '/v1/portal' && request.method === 'GET') {
    // As a node answers it: the owner's kit prints the digest.
    const { digest, files } = portal;
    response.writeHead(200, { ...headers, 'Content-Type': 'application/json' }).end(JSON.stringify({ digest, files }));
    return;
  }
  const path = pathname === '/' ? 'index.html' : pathname.slice(1);
  const bytes = portal.contents.get(path);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (bytes === undefined || !isRead) {
    response.writeHead(isRead ? 404 : 405, headers).end();
    return;
  }
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  const body = path.endsWith('.html') ? bytes.toString('utf8').replaceAll('__NONCE__', nonce) : bytes;
  response.writeHead(200, { ...headers, 'Content-Type': type }).end(request.method === 'HEAD' ? undefined : body);
}
