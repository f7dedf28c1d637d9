import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCli } from '../program.js';
import { fakeTerminal } from '../terminal/fake-terminal.fixture.js';
import { readPortal } from './portal-folder.js';
import { servePortal, type ServedPortal } from './serve-portal.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-portal-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<meta name="csp-nonce" content="__NONCE__">');
  await writeFile(join(folder, 'assets/main.js'), 'export {};');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function runWith(signal: AbortSignal, ...argv: string[]) {
  const terminal = fakeTerminal();
  const exitCode = await runCli([...argv, '--json'], terminal, signal);
  return { exitCode, answer: JSON.parse(terminal.said.out) as Record<string, unknown> };
}
const run = (...argv: string[]) => runWith(new AbortController().signal, ...argv);

describe('when a person computes the digest of a portal', () => {
  it('gives what the tools of every system give', async () => {
    const { answer } = await run('portal', 'digest', '--folder', folder);
    const shell = 'find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum';
    expect(answer.digest).toBe(execFileSync('sh', ['-c', shell], { cwd: folder, encoding: 'utf8' }).slice(0, 64));
  });

  it.each([
    ['FILE_UNREADABLE', async () => rm(folder, { recursive: true })],
    ['FILE_INVALID', async () => rm(join(folder, 'index.html'))],
    ['FILE_INVALID', async () => writeFile(join(folder, '.hidden'), '')],
  ])('ends with %s when the folder is no portal', async (code, spoil) => {
    await spoil();
    expect(await run('portal', 'digest', '--folder', folder)).toMatchObject({ exitCode: 2, answer: { code } });
  });
});

describe('when the portal is served from this machine', () => {
  let served: ServedPortal;
  beforeEach(async () => {
    served = await servePortal(await readPortal(folder), 0);
  });
  afterEach(() => served.close());

  const get = (path: string, init?: RequestInit) => fetch(new URL(path, served.url), { redirect: 'manual', ...init });

  it('sends the page with a nonce of its own, and a policy that lets it talk to guardians', async () => {
    const pages = await Promise.all([get('/'), get('/index.html')]);
    const bodies = await Promise.all(pages.map((page) => page.text()));
    expect(bodies[0]).not.toBe(bodies[1]);
    const nonce = /content="([\w-]{22})"/.exec(bodies[0] ?? '')?.[1] ?? 'none';
    const policy = pages[0]?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("connect-src 'self' https: http://127.0.0.1:* http://localhost:*;");
    expect(pages[0]?.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves what was hashed, even after somebody has changed the folder', async () => {
    await writeFile(join(folder, 'assets/main.js'), 'evil()');
    const script = await get('/assets/main.js');
    expect([script.headers.get('content-type'), await script.text()]).toEqual([
      'text/javascript; charset=utf-8',
      'export {};',
    ]);
  });

  it('says the digest, as nodes do', async () => {
    const { digest, files } = await readPortal(folder);
    const answer = await get('/v1/portal');
    expect([answer.headers.get('content-type'), await answer.json()]).toEqual(['application/json', { digest, files }]);
  });

  it('gives nothing else', async () => {
    for (const path of ['/nothing.js', '/assets', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd']) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get('/', { method: 'POST' })).status).toBe(405);
    expect(await (await get('/', { method: 'HEAD' })).text()).toBe('');
  });

  it('has one origin: not localhost, and no name that leads here', async () => {
    const asked = (host: string) =>
      new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
        const { port } = new URL(served.url);
        const sent = request({ port, host: '127.0.0.1', headers: { host: host.replace('PORT', port) } }, (answer) => {
          answer.resume();
          resolve([answer.statusCode, answer.headers.location]);
        });
        sent.on('error', reject).end();
      });
    expect(await asked('localhost:PORT')).toEqual([308, served.url]);
    expect(await asked('evil.example:PORT')).toEqual([421, undefined]);
  });

  it('ends with PORT_IN_USE where another program listens', async () => {
    const { port } = new URL(served.url);
    const { answer } = await run('portal', 'serve', '--folder', folder, '--port', port);
    expect(answer).toMatchObject({ ok: false, code: 'PORT_IN_USE' });
  });

  it('says where it is, and stops when asked to', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 100);
    const { exitCode, answer } = await runWith(controller.signal, 'portal', 'serve', '--folder', folder, '--port', '0');
    expect(answer).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/) });
    expect([exitCode, answer.digest]).toEqual([0, (await readPortal(folder)).digest]);
  });
});
