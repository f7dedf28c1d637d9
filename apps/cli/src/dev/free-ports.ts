import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * Ports of the loopback interface that nobody listens on now. Held all at once, so that they differ.
 *
 * @param count - how many
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
