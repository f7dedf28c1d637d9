import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../testing/fake-clock.js';
import { SoftwareAuthenticator } from '../../testing/software-authenticator.js';
import { type Answer, startTestNode, type TestNode } from '../../testing/test-node.js';
import { STEP_UP_LIFE } from './logins.service.js';

const password = 'correct horse battery';
const HOST = 'localhost:1234';
const ORIGIN = `http://${HOST}`;
const page = { host: HOST, origin: ORIGIN, 'wardkeep-csrf': '1' };

describe('logins of a page', () => {
  let node: TestNode;
  let clock: FakeClock;
  let cookie: string;

  const post = (path: string, body: unknown, headers: Record<string, string> = { ...page, cookie }) =>
    node.call('admin', 'POST', `/admin/v1${path}`, { body, headers });
  const bare = (path: string) => node.call('admin', 'POST', `/admin/v1${path}`, { headers: { ...page, cookie } });
  const get = (path: string, headers: Record<string, string> = { cookie }) =>
    node.call('admin', 'GET', `/admin/v1${path}`, { headers });
  const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const logIn = async (): Promise<string> =>
    cookieOf(await post('/login', { name: 'ann', password, cookie: true }, page));

  beforeEach(async () => {
    clock = new FakeClock();
    node = await startTestNode({ clock });
    const setUp = await post('/setup', { code: node.setupCode.toLowerCase(), name: 'ann', password }, page);
    expect([setUp.status, setUp.body]).toEqual([201, { name: 'ann', role: 'admin' }]);
    cookie = await logIn();
  });
  afterEach(() => node.stop());

  it('are carried by a cookie that is named after the node and closed to scripts', async () => {
    const { headers, body } = await post('/login', { name: 'ann', password, cookie: true }, page);
    const [set = ''] = headers['set-cookie'] ?? [];
    expect(set).toMatch(
      /^wardkeep-[A-Za-z0-9_-]{8}=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; .*HttpOnly; SameSite=Strict$/,
    );
    expect(body.token).toBeUndefined();
    expect((await get('/me')).body).toMatchObject({ name: 'ann', role: 'admin', steppedUpUntil: 0, passkeys: 0 });
  });

  it('are worth nothing as a bearer token, and the other way round', async () => {
    const [name = '', token = ''] = cookie.split('=');
    expect((await node.call('admin', 'GET', '/admin/v1/me', { token })).body.code).toBe('UNAUTHENTICATED');
    const bearer = (await post('/login', { name: 'ann', password }, {})).body.token as string;
    expect((await get('/me', { cookie: `${name}=${bearer}` })).body.code).toBe('UNAUTHENTICATED');
    expect((await node.call('admin', 'GET', '/admin/v1/me', { token: bearer })).status).toBe(200);
  });

  it.each([
    ['without the header', { host: HOST, origin: ORIGIN }],
    ['of another origin', { ...page, origin: 'https://evil.example' }],
    ['of another port', { ...page, origin: 'http://localhost:9' }],
    ['without an origin', { host: HOST, 'wardkeep-csrf': '1' }],
  ])('refuse a change %s', async (_, headers) => {
    expect((await post('/logout', undefined, { ...headers, cookie })).body.code).toBe('CSRF_REFUSED');
    expect((await post('/login', { name: 'ann', password, cookie: true }, headers)).body.code).toBe('CSRF_REFUSED');
  });

  it('end with the cookie', async () => {
    const out = await bare('/logout');
    expect([out.status, cookieOf(out).endsWith('=')]).toEqual([204, true]);
    expect((await get('/me')).body.code).toBe('UNAUTHENTICATED');
  });

  it('ask for a fresh proof before what cannot be undone, for five minutes', async () => {
    const vote = () => post(`/cases/${'A'.repeat(43)}/vote`, { decision: 'reject', method: 'video' });
    expect((await vote()).body.code).toBe('STEP_UP_REQUIRED');
    expect((await post('/step-up', { password: 'wrong horse battery' })).body.code).toBe('STEP_UP_REFUSED');
    const { body } = await post('/step-up', { password });
    expect(body).toEqual({ until: clock.time + STEP_UP_LIFE });
    expect((await vote()).body.code).not.toBe('STEP_UP_REQUIRED');
    clock.time += STEP_UP_LIFE;
    expect((await vote()).body.code).toBe('STEP_UP_REQUIRED');
    const bearer = (await post('/login', { name: 'ann', password }, {})).body.token as string;
    const options = { token: bearer, body: { decision: 'reject', method: 'video' } };
    const scripted = await node.call('admin', 'POST', `/admin/v1/cases/${'A'.repeat(43)}/vote`, options);
    expect(scripted.body.code).toBe('NOT_SEALED');
  });

  describe('by passkey', () => {
    const register = async (authenticator: SoftwareAuthenticator, label = 'phone') => {
      await post('/step-up', { password });
      const { challengeId, options } = (await bare('/passkeys/options')).body;
      return post('/passkeys', { challengeId, label, response: authenticator.create(options.challenge) });
    };
    const answer = async (authenticator: SoftwareAuthenticator) => {
      const { challengeId, options } = (await post('/login/passkey/options', {}, page)).body;
      return { challengeId, response: authenticator.get(options.challenge), cookie: true };
    };

    it('are made, stepped up already, with a key that verifies its user', async () => {
      const authenticator = new SoftwareAuthenticator(ORIGIN);
      expect((await register(authenticator)).body).toMatchObject({ label: 'phone', lastUsedAt: null });
      const login = await post('/login/passkey', await answer(authenticator), page);
      expect(login.body).toMatchObject({ name: 'ann', role: 'admin' });
      const me = await get('/me', { cookie: cookieOf(login) });
      expect(me.body).toMatchObject({ passkeys: 1, steppedUpUntil: clock.time + STEP_UP_LIFE });
    });

    it('step a login up', async () => {
      const authenticator = new SoftwareAuthenticator(ORIGIN);
      await register(authenticator);
      cookie = await logIn();
      const { challengeId, options } = (await bare('/step-up/options')).body;
      expect(options.allowCredentials).toHaveLength(1);
      const stepUp = await post('/step-up', { challengeId, response: authenticator.get(options.challenge) });
      expect(stepUp.body).toEqual({ until: clock.time + STEP_UP_LIFE });
    });

    it('throw PASSKEY_REFUSED for a second use, another site, another key, no verification or late answers', async () => {
      const authenticator = new SoftwareAuthenticator(ORIGIN);
      await register(authenticator);
      const refused = async (login: unknown) => (await post('/login/passkey', login, page)).body.code as string;
      const once = await answer(authenticator);
      expect((await post('/login/passkey', once, page)).status).toBe(200);
      expect(await refused(once)).toBe('PASSKEY_REFUSED');
      const unknown = new SoftwareAuthenticator(ORIGIN);
      expect(await refused(await answer(unknown))).toBe('PASSKEY_REFUSED');
      const elsewhere = new SoftwareAuthenticator('http://evil.example');
      expect((await register(elsewhere)).body.code).toBe('PASSKEY_REFUSED');
      expect((await register(new SoftwareAuthenticator(ORIGIN, 0x01))).body.code).toBe('PASSKEY_REFUSED');
      const late = await answer(authenticator);
      clock.time += 5 * 60_000 + 1;
      expect(await refused(late)).toBe('PASSKEY_REFUSED');
      // A challenge for one purpose is no challenge for another.
      const { challengeId, options } = (await bare('/step-up/options')).body;
      expect(await refused({ challengeId, response: authenticator.get(options.challenge) })).toBe('PASSKEY_REFUSED');
    });

    it('are seen and removed by an admin, and by nobody else', async () => {
      const { passkeyId } = (await register(new SoftwareAuthenticator(ORIGIN))).body;
      await node.call('console', 'POST', '/admin/v1/operators', { body: { name: 'vic', role: 'viewer', password } });
      await node.call('console', 'POST', '/admin/v1/operators', { body: { name: 'eva', role: 'admin', password } });
      const as = async (name: string) => (await post('/login', { name, password }, {})).body.token as string;
      const remove = async (token: string) =>
        node.call('admin', 'DELETE', `/admin/v1/passkeys/${passkeyId}`, { token });
      const list = async (token: string) => node.call('admin', 'GET', '/admin/v1/operators/ann/passkeys', { token });
      const [vic, eva] = [await as('vic'), await as('eva')];
      expect((await list(vic)).body.code).toBe('FORBIDDEN');
      expect((await remove(vic)).body.code).toBe('PASSKEY_NOT_FOUND');
      expect((await list(eva)).body.passkeys).toMatchObject([{ passkeyId }]);
      expect((await remove(eva)).status).toBe(204);
      expect((await get('/passkeys')).body.passkeys).toEqual([]);
    });

    it('end when the passkey is removed or the account is reset', async () => {
      const authenticator = new SoftwareAuthenticator(ORIGIN);
      const { passkeyId } = (await register(authenticator)).body;
      const remove = () =>
        node.call('admin', 'DELETE', `/admin/v1/passkeys/${passkeyId}`, { headers: { ...page, cookie } });
      expect((await remove()).status).toBe(204);
      expect((await remove()).body.code).toBe('PASSKEY_NOT_FOUND');
      await register(authenticator);
      expect((await register(authenticator)).body.code).toBe('PASSKEY_EXISTS');
      await node.call('console', 'POST', '/admin/v1/operators/ann/reset', { body: { password } });
      const login = await post('/login/passkey', await answer(authenticator), page);
      expect(login.body.code).toBe('PASSKEY_REFUSED');
    });

    it('are at most ten for one operator', async () => {
      for (let count = 0; count < 10; count++) {
        expect((await register(new SoftwareAuthenticator(ORIGIN), `key ${count}`)).status).toBe(201);
      }
      expect((await bare('/passkeys/options')).body.code).toBe('PASSKEYS_FULL');
      expect((await get('/passkeys')).body.passkeys).toHaveLength(10);
    });
  });
});

describe('the first operator', () => {
  let node: TestNode;
  beforeEach(async () => {
    node = await startTestNode();
  });
  afterEach(() => node.stop());
  const setUp = (code: string) =>
    node.call('admin', 'POST', '/admin/v1/setup', { body: { code, name: 'ann', password } });

  it('is made once, with the code that init showed', async () => {
    const { body } = await node.call('admin', 'GET', '/admin/v1/setup');
    expect(body).toMatchObject({ needsOperator: true, nodeName: 'Test' });
    const named = { name: 'Aunt Ida', contact: 'call Ida', urls: ['http://127.0.0.1:1'] };
    expect((await node.call('console', 'PUT', '/admin/v1/node', { body: named })).status).toBe(200);
    expect((await node.call('admin', 'GET', '/admin/v1/setup')).body.nodeName).toBe('Aunt Ida');
    expect((await setUp('AAAA-AAAA-AAAA-AAAA')).body.code).toBe('SETUP_REFUSED');
    const both = await Promise.all([setUp(node.setupCode), setUp(node.setupCode)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await setUp(node.setupCode)).body.code).toBe('SETUP_DONE');
    expect((await node.call('admin', 'GET', '/admin/v1/setup')).body.needsOperator).toBe(false);
    expect((await node.call('console', 'POST', '/admin/v1/setup/code')).body.code).toBe('SETUP_DONE');
    expect(node.lines.join('')).not.toContain(node.setupCode);
  });

  it('can be made with a new code of the console, which voids the old one', async () => {
    const { code } = (await node.call('console', 'POST', '/admin/v1/setup/code')).body;
    expect((await setUp(node.setupCode)).body.code).toBe('SETUP_REFUSED');
    expect((await setUp(code)).status).toBe(201);
  });
});
