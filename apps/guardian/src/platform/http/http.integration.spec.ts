import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestNode, type TestNode } from '../../testing/test-node.js';
import { DEFAULT_BODY_LIMIT } from './body-reader.js';
import { LINGER_MS } from './lingering-answer.js';
import { describeApi } from './openapi.controller.js';

const LOGIN = '/admin/v1/login';

describe('the HTTP interface', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await startTestNode({ file: { rateLimits: { login: { perMinute: 1, burst: 1 } } } });
  });
  afterAll(() => node.stop());

  it('answers errors as problem documents with a request id', async () => {
    const { status, headers, body } = await node.call('public', 'GET', '/none');
    expect(status).toBe(404);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'NOT_FOUND', status: 404, type: 'urn:wardkeep:problem:not-found' });
    expect(body.requestId).toBe(headers['x-request-id']);
  });

  it('hides admin routes from the public listener, and the console’s from the admin listener', async () => {
    expect((await node.call('public', 'GET', '/admin/v1/me')).status).toBe(404);
    expect((await node.call('admin', 'POST', '/admin/v1/operators', { body: {} })).status).toBe(404);
    expect((await node.call('console', 'GET', '/admin/v1/me')).body).toEqual({
      name: 'console',
      role: 'admin',
      via: 'console',
      mail: null,
      passkeys: 0,
    });
  });

  it('refuses bodies that are not JSON, malformed, compressed or too large, each with its code', async () => {
    const post = async (raw: string | Buffer, headers: Record<string, string> = {}): Promise<string> =>
      (await node.call('admin', 'POST', LOGIN, { raw, headers })).body.code as string;
    expect(await post('{"name":')).toBe('JSON_MALFORMED');
    expect(await post(Buffer.from('{"name":"\xff"}', 'latin1'))).toBe('JSON_MALFORMED');
    expect(await post('name=ann', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(
      'CONTENT_TYPE_UNSUPPORTED',
    );
    expect(await post('{}', { 'content-encoding': 'gzip' })).toBe('CONTENT_TYPE_UNSUPPORTED');
    expect(await post('[]')).toBe('BODY_INVALID');
    expect(await post('{"name":"a","password":"b","extra":1}')).toBe('BODY_INVALID');
    expect(await post(Buffer.alloc(DEFAULT_BODY_LIMIT + 1, 0x20))).toBe('BODY_TOO_LARGE');
  });

  it('refuses a chunked body once it is too large', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(node.running.ports.admin, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString())).on('close', () => resolve(text));
      socket.on('error', () => undefined);
      const size = DEFAULT_BODY_LIMIT + 10;
      socket.write(`POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`);
      socket.write(`Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${' '.repeat(size)}\r\n`);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"BODY_TOO_LARGE"');
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  it('lets callers hear of a refusal who still send the body', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024, 0x20);
    const refusalOf = (path: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(node.running.ports.admin, '127.0.0.1');
        let text = '';
        socket.on('data', (chunk: Buffer) => (text += chunk.toString())).on('close', () => resolve(text));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
        );
        socket.write(body);
      });
    for (const [path, code] of [
      [LOGIN, 'BODY_TOO_LARGE'],
      ['/none', 'NOT_FOUND'],
    ] as const) {
      for (let at = 0; at < 5; at++) expect(await refusalOf(path)).toContain(`"code":"${code}"`);
    }
  });

  it('does not wait for a body that never comes', async () => {
    const begun = performance.now();
    const socket = connect(node.running.ports.admin, '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const answer = new Promise<string>((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    socket.write(
      `POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n`,
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(performance.now() - begun).toBeLessThan(LINGER_MS);
    socket.resume();
    await closed;
    expect(performance.now() - begun).toBeLessThan(3 * LINGER_MS);
  });

  it('lets web pages call public routes and no others', async () => {
    const headers = { origin: 'https://wallet.example' };
    const open = await node.call('public', 'GET', '/health/live', { headers });
    expect(open.headers['access-control-allow-origin']).toBe('*');
    expect(open.headers['access-control-allow-credentials']).toBeUndefined();
    expect((await node.call('public', 'OPTIONS', '/v1/x', { headers })).status).toBe(204);
    for (const [listener, path] of [
      ['admin', '/health/live'],
      ['public', '/peer/v1/x'],
    ] as const) {
      const closed = await node.call(listener, 'GET', path, { headers });
      expect(closed.headers['access-control-allow-origin']).toBeUndefined();
      expect((await node.call(listener, 'OPTIONS', path, { headers })).status).toBe(404);
    }
  });

  it('sets security headers and says nothing of its software', async () => {
    const { headers } = await node.call('public', 'GET', '/health/live');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('refuses a path that cannot be decoded', async () => {
    const { status, body } = await node.call('admin', 'DELETE', '/admin/v1/logins/%E0%A4%A');
    expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
  });

  it('limits the rate of an address, and says when to come back', async () => {
    // Loopback has a hundred times the allowance: a burst of 100, of which the tests above used some.
    const answers = await Promise.all(
      Array.from({ length: 110 }, () => node.call('admin', 'POST', LOGIN, { raw: 'x' })),
    );
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]!.body.code).toBe('RATE_LIMITED');
    expect(Number(limited[0]!.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('describes itself in OpenAPI, from the schemas that check it', async () => {
    const { body } = await node.call('public', 'GET', '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const login = body.paths['/admin/v1/login'].post;
    expect(login.requestBody.content['application/json'].schema.required).toEqual(['name', 'password']);
    expect(body.paths['/admin/v1/logins/{id}'].delete.parameters).toMatchObject([{ name: 'id', in: 'path' }]);
    expect(body).toEqual(JSON.parse(JSON.stringify(describeApi(node.running.app))));
  });

  it('tells supervisors that it is live and ready', async () => {
    expect((await node.call('public', 'GET', '/health/live')).body).toEqual({ status: 'live' });
    const { status, body } = await node.call('admin', 'GET', '/health/ready');
    expect(body.checks.database).toBe(true);
    expect([200, 503]).toContain(status);
  });

  it('logs paths and codes, never bodies', async () => {
    await node.call('public', 'POST', '/v1/none?secret=s3cret', { body: { memorable: 'rosebud' } });
    const text = node.lines.join('');
    expect(text).toContain('"path":"/v1/none"');
    expect(text).not.toContain('rosebud');
    expect(text).not.toContain('s3cret');
  });
});
