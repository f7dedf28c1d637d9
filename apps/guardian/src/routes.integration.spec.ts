import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_ROUTES } from '@wardkeep/protocol';
import { describeCaller, listRoutes, type Route } from './platform/http/routes.js';
import { ROUTES } from './routes.table.js';
import { FakeClock } from './testing/fake-clock.js';
import { startTestNode, type TestNode } from './testing/test-node.js';

const LONG = 365 * 24 * 60 * 60_000;
const password = 'correct horse battery';

describe('routes', () => {
  let node: TestNode;
  let routes: Route[];
  let expired: string;
  const clock = new FakeClock();

  beforeAll(async () => {
    node = await startTestNode({ clock, file: { loopbackRateFactor: 10_000 } });
    routes = listRoutes(node.running.app);
    const body = { name: 'ann', role: 'admin', password };
    await node.call('console', 'POST', '/admin/v1/operators', { body });
    expired = (await node.call('admin', 'POST', '/admin/v1/login', { body: { name: 'ann', password } })).body.token;
    clock.time += LONG;
  });
  afterAll(() => node.stop());

  const call = async (route: Route, listener: 'public' | 'admin', token?: string): Promise<unknown[]> => {
    const path = route.path.replaceAll(/:\w+/g, 'x');
    const options = { body: {}, ...(token === undefined ? {} : { token }) };
    const { status, body } = await node.call(listener, route.method, path, options);
    return [route.method, route.path, status, body.code];
  };

  it('are exactly those of the table', () => {
    const found = routes.map(
      ({ method, path, rule }) => `${method} ${path} | ${rule!.listener} | ${describeCaller(rule!)}`,
    );
    expect(found).toEqual([...ROUTES]);
  });

  it('are all named in the admin api, as far as they are for operators', () => {
    const named = Object.values(ADMIN_ROUTES).map(({ method, path }) => `${method} ${path}`);
    const served = routes.map(({ method, path }) => `${method} ${path}`).filter((each) => each.includes('/admin/v1/'));
    expect(named.sort()).toEqual(served.sort());
  });

  it.each([
    ['no login', () => undefined],
    ['a login that does not exist', () => 'A'.repeat(43)],
    ['an expired login', () => expired],
  ])('of operators are closed to %s', async (_, token) => {
    const guarded = routes.filter(({ rule }) => rule!.listener === 'admin' && rule!.role !== 'anyone');
    expect(guarded.length).toBeGreaterThan(5);
    for (const route of guarded) {
      expect(await call(route, 'admin', token())).toEqual([route.method, route.path, 401, 'UNAUTHENTICATED']);
    }
  });

  it('are not there on a listener that they do not belong to', async () => {
    for (const route of routes) {
      const { listener } = route.rule!;
      for (const other of ['public', 'admin'] as const) {
        if (listener === other || listener === 'every') continue;
        expect(await call(route, other)).toEqual([route.method, route.path, 404, 'NOT_FOUND']);
      }
    }
  });
});
