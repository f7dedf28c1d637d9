import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../../apps/guardian/dist/main.js', import.meta.url));
const run = promisify(execFile);

type Running = { readonly child: ChildProcess; readonly ports: { public: number; admin: number }; output(): string };

const exitOf = (child: ChildProcess): Promise<number | string | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode ?? child.signalCode);
    else child.once('exit', (code, signal) => resolve(code ?? signal));
  });

describe('a guardian process', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  const dir = (name = 'node'): string => join(folder, name);
  const init = (name = 'node', ...more: string[]) =>
    run(process.execPath, [MAIN, 'init', '--dir', dir(name), '--name', 'A', '--url', 'http://127.0.0.1:1', ...more]);

  async function start(name = 'node', publicPort = 0): Promise<Running> {
    const args = [MAIN, 'start', '--dir', dir(name), '--public-port', String(publicPort), '--admin-port', '0'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ports = await new Promise<Running['ports']>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const line = output.split('\n').find((each) => each.includes('"msg":"listening"'));
        if (line !== undefined) resolve((JSON.parse(line) as { ports: Running['ports'] }).ports);
      });
      child.once('exit', () => reject(new Error(output)));
    });
    return { child, ports, output: () => output };
  }

  const get = async (port: number, path: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}${path}`)).status;

  const overSocket = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      request({ socketPath: join(dir(), 'node.sock'), path }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString())).on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });

  const failureOf = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => new Error('it did not fail'),
      (reason: unknown) => new Error((reason as { stderr?: string }).stderr ?? (reason as Error).message),
    );
    return (JSON.parse(error.message) as { code: string }).code;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wardkeep-process-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await exitOf(child);
    }
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps its folder, keys and socket to itself', async () => {
    await init();
    const node = await start();
    const modes = await Promise.all(
      ['.', 'node.json', 'root.key', 'guardian.db', 'node.sock'].map(async (name) =>
        ((await stat(join(dir(), name))).mode & 0o777).toString(8),
      ),
    );
    expect(modes).toEqual(['700', '600', '600', '600', '600']);
    expect(await get(node.ports.public, '/health/live')).toBe(200);
    expect(JSON.parse(await overSocket('/admin/v1/me'))).toMatchObject({ name: 'console', role: 'admin' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what is under way on %s, accepts nothing more and exits 0',
    async (signal) => {
      await init();
      const { child, ports } = await start();
      const socket = connect(ports.admin, '127.0.0.1');
      const answer = new Promise<string>((resolve) => {
        let text = '';
        socket.on('data', (chunk: Buffer) => (text += chunk.toString())).on('close', () => resolve(text));
      });
      const body = JSON.stringify({ name: 'ann', password: 'x' });
      const head = `POST /admin/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
      socket.write(head + body.slice(0, 5));
      await new Promise((resolve) => setTimeout(resolve, 200));
      child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await expect(get(ports.public, '/health/live')).rejects.toThrow();
      socket.write(body.slice(5));
      expect(await answer).toContain('"code":"LOGIN_REFUSED"');
      expect(await exitOf(child)).toBe(0);
      await expect(stat(join(dir(), 'node.sock'))).rejects.toThrow();
    },
  );

  it('starts again after it was killed, over the socket that was left behind', async () => {
    await init();
    const first = await start();
    first.child.kill('SIGKILL');
    await exitOf(first.child);
    expect((await stat(join(dir(), 'node.sock'))).isSocket()).toBe(true);
    await start();
    expect(await overSocket('/health/live')).toBe('{"status":"live"}');
  });

  it('throws ALREADY_RUNNING for a second process on its folder', async () => {
    await init();
    const first = await start();
    expect(await failureOf(start())).toBe('ALREADY_RUNNING');
    expect(await get(first.ports.public, '/health/live')).toBe(200);
  });

  it('throws ALREADY_INITIALISED rather than replace keys', async () => {
    await init();
    const key = await readFile(join(dir(), 'root.key'));
    expect(await failureOf(init())).toBe('ALREADY_INITIALISED');
    expect(await readFile(join(dir(), 'root.key'))).toEqual(key);
  });

  it('throws KEY_FILE_PERMISSIONS when others could read the root key', async () => {
    await init();
    await chmod(join(dir(), 'root.key'), 0o644);
    expect(await failureOf(start())).toBe('KEY_FILE_PERMISSIONS');
  });

  it('throws KEY_FILE_INVALID with the root key of another node', async () => {
    await init();
    await writeFile(join(dir(), 'root.key'), Buffer.alloc(32, 1), { mode: 0o600 });
    expect(await failureOf(start())).toBe('KEY_FILE_INVALID');
  });

  it('throws KEYS_MISSING when the database is not the one that init made', async () => {
    await init();
    for (const name of ['guardian.db', 'guardian.db-wal', 'guardian.db-shm'])
      await rm(join(dir(), name), { force: true });
    expect(await failureOf(start())).toBe('KEYS_MISSING');
  });

  it('throws PORT_IN_USE when another program listens there', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as AddressInfo;
      await init();
      expect(await failureOf(start('node', port))).toBe('PORT_IN_USE');
    } finally {
      other.close();
    }
  });

  it('throws TLS_REQUIRED off loopback without encryption', async () => {
    expect(await failureOf(init('a', '--public-host', '0.0.0.0'))).toBe('TLS_REQUIRED');
    expect(await failureOf(init('b', '--admin-host', '0.0.0.0'))).toBe('TLS_REQUIRED');
    expect(await failureOf(init('c', '--url', 'http://guardian.example'))).toBe('TLS_REQUIRED');
  });

  it('throws NOT_INITIALISED in an empty folder, CONFIG_INVALID with a configuration it cannot read', async () => {
    expect(await failureOf(start())).toBe('NOT_INITIALISED');
    await init();
    await writeFile(join(dir(), 'node.json'), '{"name":"A"}');
    expect(await failureOf(start())).toBe('CONFIG_INVALID');
    await writeFile(join(dir(), 'node.json'), '{');
    expect(await failureOf(start())).toBe('CONFIG_INVALID');
  });
});
