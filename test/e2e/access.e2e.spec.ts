import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeBase64url, generateSigningKeyPair, systemRng } from '@wardkeep/crypto';
import '@wardkeep/testing';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { CorruptGuardian } from '../faults/corrupt-guardian.js';
import { signPeerRequest, type PeerRequest, type SignedPeerRequest } from '../faults/peer-request.js';
import { callConsole, RunningFederation, type GuardianNode } from './harness/index.js';

const password = 'correct horse battery';
const HOUR_MS = 3_600_000;
/** Paths with parameters need something in their place. */
const filled = (path: string): string => path.replace(/\{\w+\}/g, 'x');

interface Route {
  readonly method: string;
  readonly path: string;
  readonly listener: 'public' | 'admin' | 'console' | 'every';
  readonly caller: string;
}
interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: Headers;
}

async function ask(url: string, options: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, options);
  const contentType = response.headers.get('content-type') ?? '';
  // A stream of events does not end by itself.
  if (contentType.startsWith('text/event-stream')) await response.body?.cancel();
  const text = response.bodyUsed ? '' : await response.text();
  const isJson = /^application\/(problem\+)?json\b/.test(contentType);
  const body = (isJson ? JSON.parse(text) : {}) as { code?: string };
  return { status: response.status, code: body.code, headers: response.headers };
}
const codeOf = ({ status, code }: Answer): string => `${String(status)} ${code ?? 'ok'}`;

let federation: RunningFederation;
let node: GuardianNode;
let routes: Route[];

const call = ({ method, path }: Route, base: string, token?: string): Promise<Answer> =>
  ask(`${base}${filled(path)}`, {
    method,
    headers: {
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(method === 'POST' ? { body: '{}' } : {}),
  });
const logIn = async (name: string, secret = password): Promise<{ token: string; loginId: string; code?: string }> => {
  const response = await fetch(`${node.adminUrl}/admin/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: secret }),
  });
  return (await response.json()) as { token: string; loginId: string };
};

beforeAll(async () => {
  federation = await RunningFederation.found({ guardians: 3 });
  node = federation.at(1);
  for (const role of ['viewer', 'case-officer', 'admin']) {
    await node.post('/admin/v1/operators', { name: role, role, password });
  }
  const { paths } = (await (await fetch(`${node.directUrl}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { 'x-listener': Route['listener']; 'x-caller': string }>>;
  };
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, about]) => ({
      method: method.toUpperCase(),
      path,
      listener: about['x-listener'],
      caller: about['x-caller'],
    })),
  );
}, 120_000);
afterAll(() => federation?.close(), 30_000);

const guarded = (): Route[] => routes.filter(({ listener, caller }) => listener === 'admin' && caller !== 'anyone');

describe('when somebody asks every route of a node', () => {
  it('knows all of them', () => {
    const count = (listener: string): number => routes.filter((route) => route.listener === listener).length;
    expect(count('public')).toBeGreaterThanOrEqual(18);
    expect(count('admin')).toBeGreaterThanOrEqual(25);
    expect([count('console'), count('every')]).toEqual([3, 3]);
  });

  it('throws UNAUTHENTICATED with no login, with wrong ones, and with one that has ended', async () => {
    const ended = await logIn('admin');
    await ask(`${node.adminUrl}/admin/v1/logout`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ended.token}` },
    });
    const wrong = [undefined, '', 'A'.repeat(43), 'nonsense', ended.token, ended.loginId, `${ended.token}A`];
    for (const route of guarded()) {
      for (const token of wrong) {
        const answer = await call(route, node.adminUrl, token);
        expect(`${route.path} ${codeOf(answer)}`).toBe(`${route.path} 401 UNAUTHENTICATED`);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  }, 60_000);

  it('throws UNAUTHENTICATED with a login that was revoked, idle for an hour, or made half a day ago', async () => {
    const { token } = await logIn('admin');
    const me = (asked: string): Promise<Answer> =>
      ask(`${node.adminUrl}/admin/v1/me`, { headers: { authorization: `Bearer ${asked}` } });
    expect(codeOf(await me(token))).toBe('200 ok');
    const other = await logIn('viewer');
    const revoked = await ask(`${node.adminUrl}/admin/v1/logins/${other.loginId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(revoked.status).toBe(204);
    expect(codeOf(await me(other.token))).toBe('401 UNAUTHENTICATED');
    try {
      const idle = await logIn('admin');
      node.shiftClock(HOUR_MS + 60_000);
      await new Promise((resolve) => setTimeout(resolve, 60));
      for (const route of guarded()) expect((await call(route, node.adminUrl, idle.token)).status).toBe(401);
      const busy = await logIn('admin');
      for (let shift = 2; shift <= 12; shift += 0.75) {
        node.shiftClock(HOUR_MS * (shift - 0.25));
        await new Promise((resolve) => setTimeout(resolve, 60));
        expect(`${String(shift)} ${codeOf(await me(busy.token))}`).toBe(`${String(shift)} 200 ok`);
      }
      node.shiftClock(HOUR_MS * 13.25);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(codeOf(await me(busy.token))).toBe('401 UNAUTHENTICATED');
    } finally {
      node.shiftClock(0);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  }, 60_000);

  it('throws FORBIDDEN where the role does not reach, and nowhere else', async () => {
    const rank = ['viewer', 'case-officer', 'admin'];
    for (const role of rank) {
      const { token } = await logIn(role);
      for (const route of guarded()) {
        if (route.path.endsWith('/logout')) continue;
        const { status, code } = await call(route, node.adminUrl, token);
        const isForbidden = rank.indexOf(role) < rank.indexOf(route.caller);
        expect(`${role} ${route.path} ${String(code === 'FORBIDDEN' && status === 403)}`).toBe(
          `${role} ${route.path} ${String(isForbidden)}`,
        );
        expect(status).not.toBe(401);
      }
    }
  }, 120_000);

  it('throws NOT_FOUND at a door that a route does not belong to', async () => {
    const { token } = await logIn('admin');
    for (const route of routes) {
      if (route.listener === 'every') continue;
      const doors = { public: node.directUrl, admin: node.adminUrl };
      for (const [door, base] of Object.entries(doors)) {
        if (door === route.listener) continue;
        expect(`${door} ${route.path} ${codeOf(await call(route, base, token))}`).toBe(
          `${door} ${route.path} 404 NOT_FOUND`,
        );
      }
    }
    const socket = `${node.folder}/node.sock`;
    for (const { method, path } of routes.filter(({ listener }) => listener === 'public')) {
      await expect(callConsole(socket, method, filled(path), {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  }, 60_000);

  it('throws LOGIN_LOCKED after five wrong passwords, even for the right one', async () => {
    await node.post('/admin/v1/operators', { name: 'locked', role: 'viewer', password });
    for (let at = 0; at < 5; at++) expect((await logIn('locked', `wrong ${String(at)}`)).code).toBe('LOGIN_REFUSED');
    expect((await logIn('locked')).code).toBe('LOGIN_LOCKED');
    await node.restart();
    await node.untilReady();
    expect((await logIn('locked')).code).toBe('LOGIN_LOCKED');
    expect((await logIn('nobody')).code).toBe('LOGIN_REFUSED');
    await node.post('/admin/v1/operators/locked/reset', { password: `${password} anew` });
    expect((await logIn('locked', `${password} anew`)).token).toMatch(/^[\w-]{43}$/);
  }, 60_000);
});

describe('when somebody who is no peer asks the routes of peers', () => {
  let honest: PeerRequest;
  const send = ({ path, body, headers }: SignedPeerRequest, to = node): Promise<Answer> =>
    ask(`${to.directUrl}${path}`, { method: 'POST', headers, body });
  const header = (signed: SignedPeerRequest): string => signed.headers['wardkeep-peer'] ?? '';

  beforeAll(async () => {
    const [one, two] = [await CorruptGuardian.of(node, 1), await CorruptGuardian.of(federation.at(2), 2)];
    honest = { index: 2, key: two.signing, recipientKey: one.key, path: '/peer/v1/offer', content: { ids: [] } };
  });

  it('answers a peer, once', async () => {
    const signed = signPeerRequest(honest);
    expect(codeOf(await send(signed))).toBe('200 ok');
    expect(codeOf(await send(signed))).toBe('401 PEER_NONCE_USED');
    await node.restart();
    await node.untilReady();
    expect(codeOf(await send(signed))).toBe('401 PEER_NONCE_USED');
    expect(codeOf(await send(signPeerRequest(honest)))).toBe('200 ok');
  }, 30_000);

  it('throws PEER_CLOCK_SKEW for a request from another minute', async () => {
    for (const shift of [-62_000, 62_000]) {
      const answer = await send(signPeerRequest({ ...honest, timestamp: Date.now() + shift }));
      expect(codeOf(answer)).toBe('401 PEER_CLOCK_SKEW');
    }
    expect(codeOf(await send(signPeerRequest({ ...honest, timestamp: Date.now() - 50_000 })))).toBe('200 ok');
  });

  it('throws PEER_UNAUTHENTICATED for everything else', async () => {
    const stranger = generateSigningKeyPair(systemRng);
    const good = signPeerRequest(honest);
    const three = await CorruptGuardian.of(federation.at(3), 3);
    const cases: Record<string, SignedPeerRequest> = {
      'no header': { ...good, headers: { 'content-type': 'application/json' } },
      'an empty header': { ...good, headers: { ...good.headers, 'wardkeep-peer': '' } },
      'a bearer token': { ...good, headers: { ...good.headers, 'wardkeep-peer': `Bearer ${'A'.repeat(43)}` } },
      'the key of a stranger': signPeerRequest({ ...honest, key: stranger }),
      'the index of another guardian': signPeerRequest({ ...honest, index: 3 }),
      'an index that nobody has': signPeerRequest({ ...honest, index: 9 }),
      'the index of the recipient': signPeerRequest({ ...honest, index: 1 }),
      'a request to another guardian': signPeerRequest({ ...honest, recipientKey: three.key }),
      'another body': { ...good, body: JSON.stringify({ ids: [encodeBase64url(systemRng.bytes(32))] }) },
      'another path': { ...signPeerRequest({ ...honest, content: { after: 0, limit: 1 } }), path: '/peer/v1/pull' },
      'another nonce': {
        ...good,
        headers: {
          ...good.headers,
          'wardkeep-peer': header(good).replace(/^(\d+\.\d+)\.[^.]+/, `$1.${encodeBase64url(systemRng.bytes(16))}`),
        },
      },
    };
    for (const [name, request] of Object.entries(cases)) {
      expect(`${name}: ${codeOf(await send(request))}`).toBe(`${name}: 401 PEER_UNAUTHENTICATED`);
    }
    const closed = routes.filter(({ caller }) => caller === 'peer (header)');
    expect(closed.length).toBeGreaterThanOrEqual(4);
    for (const route of closed) expect(codeOf(await call(route, node.directUrl))).toBe('401 PEER_UNAUTHENTICATED');
    expect(codeOf(await send(good, federation.at(3)))).toBe('401 PEER_UNAUTHENTICATED');
  });
});

describe('when a page in a browser asks', () => {
  const origin = 'https://evil.example';
  const preflight = (url: string): Promise<Answer> =>
    ask(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  it('may call the routes of clients, and no others', async () => {
    for (const { path, listener } of routes) {
      if (listener === 'every') continue;
      const isOpen = listener === 'public' && !path.startsWith('/peer/');
      const base = listener === 'public' ? node.directUrl : node.adminUrl;
      const { headers } = await preflight(`${base}${filled(path)}`);
      expect(`${path} ${String(headers.get('access-control-allow-origin'))}`).toBe(`${path} ${isOpen ? '*' : 'null'}`);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('gets headers that keep it from loading, framing, sniffing or keeping anything', async () => {
    for (const url of [`${node.directUrl}/v1/federation`, `${node.adminUrl}/admin/v1/me`, `${node.directUrl}/none`]) {
      const { headers } = await ask(url);
      expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
      expect(headers.get('x-powered-by')).toBeNull();
    }
    for (const url of [`${node.directUrl}/v1/federation`, `${node.adminUrl}/admin/v1/me`]) {
      expect((await ask(url)).headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('when a page in a browser reaches the admin listener under a name of its own', () => {
  const host = 'evil.example';
  const reach = (options: { method: string; path: string; headers?: Record<string, string> }, content = '') =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const { hostname, port } = new URL(node.adminUrl);
      const headers = { ...options.headers, host };
      httpRequest({ ...options, hostname, port, headers }, (response) => resolve(response.resume()))
        .on('error', reject)
        .end(content);
    });

  it('finds that no browser carries a login for it', async () => {
    const headers = { 'content-type': 'application/json' };
    const login = { method: 'POST', path: '/admin/v1/login', headers };
    const loggedIn = await reach(login, JSON.stringify({ name: 'admin', password }));
    expect([loggedIn.statusCode, loggedIn.headers['set-cookie']]).toEqual([200, undefined]);
    const asked = await reach({ method: 'GET', path: '/admin/v1/me' });
    expect(asked.statusCode).toBe(401);
  });
});
