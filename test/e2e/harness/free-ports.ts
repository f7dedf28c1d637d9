import { createServer } from 'node:net';

/** Below the ports that systems hand out by themselves, so that no outgoing connection takes one meanwhile. */
const FIRST = 12_000;
const COUNT = 19_000;

let next = Math.floor(Math.random() * COUNT);

/** A port of the loopback interface on which nobody listens, not given out twice by one test file. */
export async function findFreePort(): Promise<number> {
  for (let tried = 0; tried < COUNT; tried++) {
    next = (next + 1) % COUNT;
    const port = FIRST + next;
    if (await isFree(port)) return port;
  }
  throw new Error('no free port');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
