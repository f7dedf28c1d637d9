import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pagePolicy } from '@wardkeep/protocol';
import { build } from 'esbuild';
import { ROOT } from '../../run/processes.mjs';

const POLICY = pagePolicy({ nonce: 'unused', origins: ['https:', 'http://127.0.0.1:*'] });

const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>client</title></head>
<body><label>Name <input id="name"></label><script type="module" src="/page.js"></script></body></html>`;

/** Gives tests the client and what they need to feed it. */
const PAGE = `
import '@wardkeep/client/browser/no-eval';
import { changeState, readState } from '@wardkeep/client';
import { browserSupport, connectClient, isModernBrowser, requestPersistence } from '@wardkeep/client/browser';
import { argon2id, SecretBytes, utf8 } from '@wardkeep/crypto';
import { browserStore } from '../../libs/client/dist/browser/store/browser-store.js';
const violations = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
new BroadcastChannel('violations').onmessage = ({ data }) => violations.push(data);
const client = connectClient(new Worker('/client.worker.js', { type: 'module' }));
const failureOf = (promise) => promise.then(() => null, ({ name, code, guessesLeft, standing }) => ({ name, code, guessesLeft, standing }));
const latencies = [];
document.querySelector('#name').addEventListener('keydown', ({ timeStamp }) => {
  requestAnimationFrame(() => setTimeout(() => latencies.push(performance.now() - timeStamp)));
});
let beat = performance.now();
setInterval(() => {
  latencies.push(performance.now() - beat);
  beat = performance.now();
}, 10);
let store;
const change = (by) => changeState({ store: (store ??= browserStore()) }, by);
const read = () => readState({ store: (store ??= browserStore()) });
const names = { support: browserSupport, isModern: isModernBrowser, persist: requestPersistence, Secret: SecretBytes, encode: utf8, stretch: argon2id };
Object.assign(globalThis, { client, change, read, ...names, violations, latencies, failureOf });
`;

/** Before the worker's own code: what the policy refuses to a worker is told to nobody else. */
const WORKER_LISTENER = `
const channel = new BroadcastChannel('violations');
addEventListener('securitypolicyviolation', (event) => channel.postMessage('worker: ' + event.violatedDirective));
`;

async function bundle(entry: { readonly path: string } | { readonly text: string }): Promise<string> {
  const input =
    'path' in entry
      ? { entryPoints: [join(ROOT, entry.path)] }
      : { stdin: { contents: entry.text, resolveDir: join(ROOT, 'test/browser') } };
  const result = await build({
    ...input,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['browser'],
    target: 'es2022',
    logLevel: 'silent',
    external: ['crypto'],
  });
  return result.outputFiles[0]?.text ?? '';
}

/** A page with the client in a worker, on loopback. */
export interface ClientPage {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves a page that has the client, under the content security policy of the portal. */
export async function serveClientPage(): Promise<ClientPage> {
  const files = new Map([
    ['/', ['text/html', HTML]],
    ['/page.js', ['text/javascript', await bundle({ text: PAGE })]],
    [
      '/client.worker.js',
      ['text/javascript', WORKER_LISTENER + (await bundle({ path: 'libs/client/dist/browser/client.worker.js' }))],
    ],
  ]);
  const server: Server = createServer((request, response) => {
    const [type, body] = files.get(request.url ?? '') ?? [];
    response.setHeader('content-security-policy', POLICY);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type ?? 'text/plain' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
