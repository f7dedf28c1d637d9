import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { portalDigest } from '@wardkeep/protocol';
import { startTestNode, type TestNode } from '../../testing/test-node.js';

const PAGE = '<!doctype html><meta name="csp-nonce" content="__NONCE__"><script type="module" src="./assets/a.js">';
const SCRIPT = `export const text = '${'x'.repeat(5000)}';`;

describe('web apps', () => {
  let folder: string;
  let node: TestNode;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardkeep-web-'));
    for (const app of ['portal', 'admin']) {
      await mkdir(join(folder, app, 'assets'), { recursive: true });
      await writeFile(join(folder, app, 'index.html'), PAGE);
      await writeFile(join(folder, app, 'assets/main-AbCdEf12.js'), SCRIPT);
      await writeFile(join(folder, app, 'assets/client.worker-AbCdEf12.js'), SCRIPT);
      await writeFile(join(folder, app, 'only.txt'), app);
    }
    await writeFile(join(folder, 'secret.txt'), 'secret');
    node = await startTestNode({ portalApp: join(folder, 'portal'), adminApp: join(folder, 'admin') });
  });
  afterAll(async () => {
    await node.stop();
    await rm(folder, { recursive: true });
  });
  const get = (listener: 'public' | 'admin', path: string, headers: Record<string, string> = {}) =>
    node.call(listener, 'GET', path, { headers });

  it('are served by the listener that they are for', async () => {
    expect((await get('public', '/only.txt')).body).toBe('portal');
    expect((await get('admin', '/only.txt')).body).toBe('admin');
    expect((await node.call('console', 'GET', '/only.txt')).status).toBe(404);
  });

  it('have a page that is never kept, with a nonce of its own', async () => {
    const pages = await Promise.all(['/', '/index.html'].map((path) => get('public', path)));
    const nonces = pages.map(({ headers, body }) => {
      expect(headers['cache-control']).toBe('no-store');
      const nonce = /content="([^"]+)"/.exec(body as string)?.[1] ?? '';
      expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(2);
    const policy = pages[0]?.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).not.toContain('unsafe-inline');
  });

  it('have files that are kept for ever where their name changes with them, workers excepted', async () => {
    const script = await get('admin', '/assets/main-AbCdEf12.js', { 'accept-encoding': 'gzip' });
    expect(script.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'x-content-type-options': 'nosniff',
    });
    const worker = await get('public', '/assets/client.worker-AbCdEf12.js');
    expect([worker.body, worker.headers['cache-control']]).toEqual([SCRIPT, 'no-cache']);
    expect(worker.headers['content-security-policy']).toContain("connect-src 'self'");
    const again = await get('public', '/assets/client.worker-AbCdEf12.js', {
      'if-none-match': worker.headers.etag ?? '',
    });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('give nothing beside themselves away', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets', '/nothing.js']) {
      expect(await get('public', path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    expect((await node.call('public', 'POST', '/', { body: {} })).status).toBe(404);
  });

  it('are described by hash and digest, as built', async () => {
    const { body } = await get('public', '/v1/portal');
    expect(body.files).toHaveLength(4);
    expect(body.digest).toBe(portalDigest(body.files));
    await writeFile(join(folder, 'portal', 'index.html'), `${PAGE}<!-- another build -->`);
    expect((await get('public', '/v1/portal')).body.digest).not.toBe(body.digest);
  });

  it('are missed with a code where they were not built, and the node runs all the same', async () => {
    const bare = await startTestNode({ portalApp: join(folder, 'none'), adminApp: join(folder, 'none') });
    try {
      expect((await bare.call('public', 'GET', '/')).body.code).toBe('NOT_FOUND');
      expect((await bare.call('admin', 'GET', '/')).body.code).toBe('NOT_FOUND');
      expect((await bare.call('public', 'GET', '/v1/portal')).body.code).toBe('PORTAL_NOT_SERVED');
      expect((await bare.call('public', 'GET', '/health/live')).status).toBe(200);
    } finally {
      await bare.stop();
    }
  });

  it('answer RATE_LIMITED to a flood', async () => {
    const slow = await startTestNode({
      portalApp: join(folder, 'portal'),
      file: { rateLimits: { page: { perMinute: 1, burst: 2 } }, loopbackRateFactor: 1 },
    });
    try {
      const codes = [];
      for (let i = 0; i < 3; i++) codes.push((await slow.call('public', 'GET', '/only.txt')).body.code);
      expect(codes).toEqual([undefined, undefined, 'RATE_LIMITED']);
    } finally {
      await slow.stop();
    }
  });
});
