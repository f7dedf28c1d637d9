import { describe, expect, it, jest } from '@jest/globals';
import { createServer, type Server } from 'node:net';

const load = async () => {
  jest.resetModules();
  return import('./free-ports.js');
};
const listen = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

describe('when several look for free ports at once', () => {
  it('gives none of them twice, wherever they begin', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    const [one, other] = [await load(), await load()];
    expect(one).not.toBe(other);
    const ports: number[] = [];
    for (let count = 0; count < 150; count++) ports.push(await one.findFreePort(), await other.findFreePort());
    expect(new Set(ports).size).toBe(300);
    const servers = await Promise.all(ports.map(listen));
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  });

  it('skips a port that somebody listens on', async () => {
    const { findFreePort } = await load();
    const taken = await listen((await findFreePort()) + 1);
    const { port } = taken.address() as { port: number };
    expect(await findFreePort()).toBe(port + 1);
    await new Promise((resolve) => taken.close(resolve));
  });
});
