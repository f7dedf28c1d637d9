import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '@wardkeep/testing';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';
import { openNode } from '../faults/corrupt-guardian.js';
import { formsOf, hunt, listFiles, readFolder, readProcess, type Place } from '../faults/secret-hunt.js';
import { callConsole, type RunningFederation } from './harness/index.js';
import { identity, live, memorable, provokeErrors, seed, type Life } from './secrecy/index.js';
import { WARDKEEP } from './wardkeep.js';

/** Where a secret belongs: a device keeps its own keys, a node its own root key. */
const mayBe = ({ name }: { readonly name: string }, place: Place): boolean => {
  const owner = /(phone|laptop|root key (\d))$/.exec(name);
  if (owner?.[2] !== undefined) return place.name.endsWith('/root.key');
  if (owner !== null) return place.name.includes(`/${String(owner[1])}/`);
  // The token goes to every guardian when the first backup is staged, and stays with the device that was given it.
  if (name.startsWith('invite')) return /\/phone\/|^request POST \/v1\/enrolments\/stage/.test(place.name);
  return name === 'lookup id' && place.name.includes('/laptop/');
};

describe('when nodes that log everything see a whole life', () => {
  let life: Life;
  let federation: RunningFederation;
  let problems: Place[];
  let shown: Place[];

  const folders = (): string[] => [
    ...federation.nodes.map(({ folder }) => folder),
    ...['phone', 'laptop'].map((name) => federation.world.path(name)),
  ];
  const readFiles = async (): Promise<Place[]> =>
    (await Promise.all([...folders(), federation.world.logs].map((folder) => readFolder(folder)))).flat();

  beforeAll(async () => {
    life = await live();
    ({ federation } = life);
    problems = await provokeErrors(life);
    shown = (
      await Promise.all(federation.nodes.map((node, at) => readProcess(`guardian ${String(at + 1)}`, node.pid)))
    ).flat();
  }, 240_000);
  afterAll(() => federation?.close(), 30_000);

  it('has seen enough to be worth looking at', () => {
    const codes = new Set(problems.map(({ bytes }) => /"code":"(\w+)"/.exec(bytes.toString())?.[1]));
    expect([...codes]).toEqual(
      expect.arrayContaining([
        'BODY_INVALID',
        'BODY_TOO_LARGE',
        'CONTENT_TYPE_UNSUPPORTED',
        'FORBIDDEN',
        'IDENTITY_MISMATCH',
        'INTERNAL',
        'JSON_MALFORMED',
        'LOGIN_REFUSED',
        'NOT_FOUND',
        'SCRIPT_NOT_SUPPORTED',
        'UNAUTHENTICATED',
      ]),
    );
    const logs = federation.world.readLogs();
    expect(logs).toContain('"level":"debug"');
    expect(logs).toContain('request failed');
    expect(life.traffic.length).toBeGreaterThan(60);
    expect(life.secrets.length).toBeGreaterThan(50);
  });

  it('puts none of its secrets into logs, files, answers, URLs, arguments or environments', async () => {
    const places = [...(await readFiles()), ...life.traffic, ...problems, ...shown];
    expect(places.some(({ name }) => name.endsWith('guardian.db-wal'))).toBe(true);
    expect(hunt(places, life.secrets, mayBe)).toEqual([]);
  }, 60_000);

  it('keeps the root key of each guardian in its own folder', async () => {
    const rootKeys = life.secrets.filter(({ name }) => name.startsWith('root key'));
    const found = hunt(await readFiles(), rootKeys).map(({ secret, place }) => `${secret} ${place}`);
    expect(found).toEqual(federation.nodes.map(({ folder }, at) => `root key ${String(at + 1)} ${folder}/root.key`));
  });

  it('puts none of them there when every node is killed, starts again and stops', async () => {
    await federation.killAll([1, 2, 3]);
    expect(hunt(await readFiles(), life.secrets, mayBe)).toEqual([]);
    await federation.startAll([1, 2, 3]);
    await Promise.all(federation.nodes.map((node) => node.stop()));
    expect(hunt(await readFiles(), life.secrets, mayBe)).toEqual([]);
    await federation.startAll([1, 2, 3]);
  }, 120_000);

  it('finds each secret where it belongs, so it would find it elsewhere', async () => {
    const found = hunt(await readFiles(), life.secrets);
    const names = new Set(found.map(({ secret }) => secret));
    for (const name of ['root key 1', 'owner key of phone', 'session key of laptop', 'blind of laptop', 'lookup id']) {
      expect(names).toContain(name);
    }
    expect(found.every(({ secret, place }) => mayBe({ name: secret }, { name: place, bytes: Buffer.alloc(0) }))).toBe(
      true,
    );
  }, 60_000);

  it('finds a secret that was planted in a log, a database or its journal, in whatever form', async () => {
    const copy = federation.world.path('planted');
    await federation.at(2).stop();
    await cp(federation.at(2).folder, copy, { recursive: true });
    await federation.startAll([2]);
    const { database } = await openNode(copy);
    const { value } = life.secrets.find(({ name }) => name === 'shard of guardian 2 after') ?? { value: '' };
    const hex = Buffer.from(value).toString('hex');
    await database.write(async (unit) => {
      await unit.execute('INSERT INTO settings (key, value) VALUES (?, ?)', ['planted', hex]);
    });
    const inJournal = hunt(await readFolder(copy), life.secrets, mayBe);
    expect(inJournal).toContainEqual({
      secret: 'shard of guardian 2 after',
      form: 'hex',
      place: `${copy}/guardian.db-wal`,
    });
    await database.close();
    appendFileSync(`${copy}/node.log`, `{"level":"debug","identity":"${Buffer.from(seed).toString('base64')}"}`);
    const found = hunt(await readFolder(copy), life.secrets, mayBe).map(({ secret, form }) => `${secret}: ${form}`);
    expect(found).toEqual(expect.arrayContaining(['seed: base64url at 0', 'shard of guardian 2 after: hex']));

    for (const secret of life.secrets) {
      for (const [form, bytes] of formsOf(secret.value)) {
        const noise = Buffer.from('noise');
        const planted = { name: 'planted', bytes: Buffer.concat([noise, bytes, noise]) };
        const finds = hunt([planted], [secret]);
        expect(finds.length === 0 ? `${secret.name} is not found as ${form}` : '').toBe('');
      }
    }
  }, 60_000);

  it('keeps files and sockets at 0600 and folders at 0700', async () => {
    const files = (await Promise.all(folders().map((folder) => listFiles(folder)))).flat();
    const wanted = { file: '600', folder: '700', socket: '600', other: 'none' };
    expect(files.filter(({ kind, mode }) => mode !== wanted[kind])).toEqual([]);
    const count = (kind: string): number => files.filter((file) => file.kind === kind).length;
    expect([count('socket'), count('folder') >= folders().length, count('file') > 12]).toEqual([3, true, true]);
  });

  it('shows nothing in the arguments and the environment of the command line either', async () => {
    const folder = federation.world.path('cli');
    mkdirSync(folder, { mode: 0o700 });
    const file = (name: string, content: string): string => {
      writeFileSync(`${folder}/${name}`, content, { mode: 0o600 });
      return `${folder}/${name}`;
    };
    const { code } = await federation.createInvite({ uses: 2 });
    const state = ['--state', `${folder}/state`];
    await promisify(execFile)(process.execPath, [WARDKEEP, 'join', code, ...state]);
    const args = ['--identity-file', file('identity', JSON.stringify(identity)), '--secret-file', file('seed', seed)];
    const more = ['--memorable-file', file('memorable', memorable), ...state, '--json'];
    const child = spawn(process.execPath, [WARDKEEP, 'enrol', ...args, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(child, 'close');
    const seen = await readProcess('wardkeep enrol', child.pid ?? 0);
    expect(await ended).toEqual([0, null]);
    expect(seen[0]?.bytes.toString()).toContain('--memorable-file');
    const kept = await readFolder(`${folder}/state`);
    const places = [...seen, ...kept, { name: 'output', bytes: Buffer.from(said) }];
    expect(
      hunt(
        places,
        life.secrets.filter(({ name }) => !name.startsWith('lookup')),
      ),
    ).toEqual([]);
  }, 60_000);

  it('answers on the console only to its own user', async () => {
    const socket = `${federation.at(1).folder}/node.sock`;
    expect(await callConsole(socket, 'GET', '/admin/v1/me')).toMatchObject({ name: 'console', role: 'admin' });
    const [own] = (await listFiles(federation.at(1).folder)).filter(({ kind }) => kind === 'socket');
    expect(own).toMatchObject({ path: socket, mode: '600' });
  });
});
