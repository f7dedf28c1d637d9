import { createServer, type Server } from 'node:net';

/** Below the ports that systems hand out by themselves, so that no outgoing connection takes one meanwhile. */
const FIRST = 12_000;
const BLOCKS = 190;
const PORTS_PER_BLOCK = 100;

let next = 0;
let end = 0;

/**
 * A port of the loopback interface on which nobody listens, and that nobody else who asks here is given, in this process
 * or in another: tests that run at once, or a node that is down for a while, do not lose their ports to each other.
 *
 * @throws when every block is taken
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    if (next === end) await takeBlock();
    const port = next++;
    const server = await listen(port);
    if (server === null) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

/** Whoever listens on a block's first port owns the block; the system takes it back when the process ends. */
async function takeBlock(): Promise<void> {
  const start = Math.floor(Math.random() * BLOCKS);
  for (let tried = 0; tried < BLOCKS; tried++) {
    const first = FIRST + ((start + tried) % BLOCKS) * PORTS_PER_BLOCK;
    const owner = await listen(first);
    if (owner === null) continue;
    owner.unref();
    [next, end] = [first + 1, first + PORTS_PER_BLOCK];
    return;
  }
  throw new Error('every block of ports is taken');
}

/** @returns null when somebody else listens there */
function listen(port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
