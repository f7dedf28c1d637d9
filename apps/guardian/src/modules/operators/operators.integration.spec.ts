import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../testing/fake-clock.js';
import { startTestNode, type TestNode } from '../../testing/test-node.js';
import { FREE_FAILURES } from './lockout.js';
import { LOGIN_IDLE, LOGIN_LIFE } from './logins.service.js';

const password = 'correct horse battery';
const wrong = { name: 'ann', password: 'wrong horse battery' };

describe('operators', () => {
  let node: TestNode;
  let clock: FakeClock;

  const logIn = async (name = 'ann'): Promise<string> => {
    const { status, body } = await node.call('admin', 'POST', '/admin/v1/login', { body: { name, password } });
    expect(status).toBe(200);
    return body.token as string;
  };
  const me = (token: string) => node.call('admin', 'GET', '/admin/v1/me', { token });
  const code = async (answer: ReturnType<TestNode['call']>): Promise<string> => (await answer).body.code as string;

  beforeEach(async () => {
    clock = new FakeClock();
    node = await startTestNode({ clock });
    const body = { name: 'ann', role: 'admin', password };
    expect((await node.call('console', 'POST', '/admin/v1/operators', { body })).status).toBe(201);
  });
  afterEach(() => node.stop());

  it('are let in by password and known by their token', async () => {
    const token = await logIn();
    expect((await me(token)).body).toMatchObject({ name: 'ann', role: 'admin', via: 'admin' });
  });

  it('are made at the console only', async () => {
    const body = { name: 'bob', role: 'viewer', password };
    const token = await logIn();
    expect(await code(node.call('admin', 'POST', '/admin/v1/operators', { body, token }))).toBe('NOT_FOUND');
    expect(await code(node.call('public', 'POST', '/admin/v1/operators', { body }))).toBe('NOT_FOUND');
    expect(await code(node.call('console', 'POST', '/admin/v1/operators', { body: { ...body, name: 'ann' } }))).toBe(
      'OPERATOR_EXISTS',
    );
  });

  it('are refused alike for a wrong name and a wrong password', async () => {
    const first = await node.call('admin', 'POST', '/admin/v1/login', { body: { ...wrong, name: 'nobody' } });
    const second = await node.call('admin', 'POST', '/admin/v1/login', { body: wrong });
    expect([first.status, first.body.code, first.body.detail]).toEqual([401, 'LOGIN_REFUSED', second.body.detail]);
  });

  it('have at most the free number of passwords looked at, however many are sent at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => node.call('admin', 'POST', '/admin/v1/login', { body: wrong })),
    );
    const codes = answers.map(({ body }) => body.code as string);
    expect(codes.filter((each) => each === 'LOGIN_REFUSED')).toHaveLength(FREE_FAILURES);
    expect(codes.filter((each) => each === 'LOGIN_LOCKED')).toHaveLength(50 - FREE_FAILURES);
    const right = { body: { name: 'ann', password } };
    const locked = await node.call('admin', 'POST', '/admin/v1/login', right);
    expect([locked.status, locked.headers['retry-after']]).toEqual([429, '30']);
    clock.time += 30_000;
    expect((await node.call('admin', 'POST', '/admin/v1/login', right)).status).toBe(200);
  });

  it('wait twice as long after every further failure, and not at all after a success', async () => {
    const attempt = () => code(node.call('admin', 'POST', '/admin/v1/login', { body: wrong }));
    for (let i = 0; i < FREE_FAILURES; i++) expect(await attempt()).toBe('LOGIN_REFUSED');
    clock.time += 30_000;
    expect(await attempt()).toBe('LOGIN_REFUSED');
    clock.time += 30_000;
    expect(await attempt()).toBe('LOGIN_LOCKED');
    clock.time += 30_000;
    await logIn();
    expect(await attempt()).toBe('LOGIN_REFUSED');
  });

  it('are refused without a login, with an unknown, expired, idle or revoked one', async () => {
    expect(await code(node.call('admin', 'GET', '/admin/v1/me'))).toBe('UNAUTHENTICATED');
    expect(await code(me('A'.repeat(43)))).toBe('UNAUTHENTICATED');
    expect(await code(me('not base64url!'))).toBe('UNAUTHENTICATED');

    const idle = await logIn();
    clock.time += LOGIN_IDLE;
    expect(await code(me(idle))).toBe('UNAUTHENTICATED');

    const old = await logIn();
    for (let used = 0; used < LOGIN_LIFE - LOGIN_IDLE / 2; used += LOGIN_IDLE / 2) {
      expect((await me(old)).status).toBe(200);
      clock.time += LOGIN_IDLE / 2;
    }
    clock.time += LOGIN_IDLE / 2 - 1;
    expect((await me(old)).status).toBe(200);
    clock.time += 1;
    expect(await code(me(old))).toBe('UNAUTHENTICATED');

    const left = await logIn();
    expect((await node.call('admin', 'POST', '/admin/v1/logout', { token: left })).status).toBe(204);
    expect(await code(me(left))).toBe('UNAUTHENTICATED');
  });

  it('lose their logins when they are reset or disabled', async () => {
    const first = await logIn();
    const reset = { body: { password: `${password}!` } };
    expect((await node.call('console', 'POST', '/admin/v1/operators/ann/reset', reset)).status).toBe(204);
    expect(await code(me(first))).toBe('UNAUTHENTICATED');
    await node.call('console', 'POST', '/admin/v1/operators/ann/reset', { body: { password } });

    const second = await logIn();
    expect((await node.call('console', 'POST', '/admin/v1/operators/ann/disable')).status).toBe(204);
    expect(await code(me(second))).toBe('UNAUTHENTICATED');
    expect(await code(node.call('admin', 'POST', '/admin/v1/login', { body: { name: 'ann', password } }))).toBe(
      'LOGIN_REFUSED',
    );
    expect(await code(node.call('console', 'POST', '/admin/v1/operators/eve/disable'))).toBe('OPERATOR_NOT_FOUND');
    expect(await code(node.call('console', 'POST', '/admin/v1/operators/eve/reset', reset))).toBe('OPERATOR_NOT_FOUND');
  });

  it('may do no more than their role', async () => {
    await node.call('console', 'POST', '/admin/v1/operators', { body: { name: 'vic', role: 'viewer', password } });
    const token = await logIn('vic');
    expect(await code(node.call('admin', 'GET', '/admin/v1/operators', { token }))).toBe('FORBIDDEN');
    expect(await code(node.call('admin', 'POST', '/admin/v1/operators/ann/disable', { token }))).toBe('FORBIDDEN');
  });

  it('get another role from an admin, at once, but nobody their own: OPERATOR_OWN', async () => {
    await node.call('console', 'POST', '/admin/v1/operators', { body: { name: 'vic', role: 'viewer', password } });
    const [ann, vic] = [await logIn(), await logIn('vic')];
    const give = (name: string, role: string, token: string) =>
      node.call('admin', 'POST', `/admin/v1/operators/${name}/role`, { body: { role }, token });
    expect(await code(give('vic', 'admin', vic))).toBe('FORBIDDEN');
    expect((await give('vic', 'case-officer', ann)).status).toBe(204);
    expect((await me(vic)).body.role).toBe('case-officer');
    expect(await code(give('ann', 'viewer', ann))).toBe('OPERATOR_OWN');
    expect(await code(give('eve', 'viewer', ann))).toBe('OPERATOR_NOT_FOUND');
    expect((await give('vic', 'king', ann)).status).toBe(400);
    const { body } = await node.call('admin', 'GET', '/admin/v1/audit', { token: ann });
    const [last] = body.entries.slice(-1);
    expect(last).toMatchObject({ who: 'ann', action: 'operator.role', subject: 'vic case-officer' });
    // The console may do it to everybody: it is how a node comes back to an admin.
    const console = await node.call('console', 'POST', '/admin/v1/operators/ann/role', { body: { role: 'viewer' } });
    expect(console.status).toBe(204);
    expect((await me(ann)).body.role).toBe('viewer');
  });

  it('see and end their own logins, admins everybody’s', async () => {
    await node.call('console', 'POST', '/admin/v1/operators', { body: { name: 'vic', role: 'viewer', password } });
    const [ann, vic] = [await logIn(), await logIn('vic')];
    const list = async (token: string) =>
      (await node.call('admin', 'GET', '/admin/v1/logins', { token })).body.logins as {
        loginId: string;
        operator: string;
      }[];
    expect((await list(vic)).map(({ operator }) => operator)).toEqual(['vic']);
    const all = await list(ann);
    expect(all.map(({ operator }) => operator).sort()).toEqual(['ann', 'vic']);
    const idOf = (name: string) => all.find(({ operator }) => operator === name)!.loginId;
    const end = (id: string, token: string) => node.call('admin', 'DELETE', `/admin/v1/logins/${id}`, { token });
    expect(await code(end(idOf('ann'), vic))).toBe('LOGIN_NOT_FOUND');
    expect((await end(idOf('vic'), ann)).status).toBe(204);
    expect(await code(me(vic))).toBe('UNAUTHENTICATED');
  });

  it('leave a trail that tells the console from a login', async () => {
    const token = await logIn();
    const { body } = await node.call('admin', 'GET', '/admin/v1/audit', { token });
    expect(body.entries).toMatchObject([
      { who: 'console', via: 'console', action: 'operator.create', subject: 'ann', at: clock.time },
      { who: 'ann', via: 'admin', action: 'login.create' },
    ]);
    expect((await node.call('admin', 'GET', '/admin/v1/audit?after=1', { token })).body.entries).toHaveLength(1);
  });

  it('leave neither password nor token in log or database', async () => {
    const token = await logIn();
    await me(token);
    expect(node.lines.join('')).not.toContain(token);
    expect(node.lines.join('')).not.toContain(password);
  });
});
