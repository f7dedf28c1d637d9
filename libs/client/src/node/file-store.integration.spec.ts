import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import '@wardkeep/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from './file-store.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wardkeep-store-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

describe('when a state is kept in a folder', () => {
  it('reads what was saved last, in files that only the user can read', async () => {
    const folder = join(root, 'me', 'state');
    const store = await fileStore(folder);
    expect(await store.load()).toBeNull();
    await store.save('one');
    await store.save('two');
    expect(await store.load()).toBe('two');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    await store.release();
    expect(await readdir(folder)).toEqual(['state.json']);
  });

  it('keeps the old text and removes the rest when a save was cut off', async () => {
    const first = await fileStore(root);
    await first.save('old');
    await first.release();
    await writeFile(join(root, 'state.json.0123456789abcdef.tmp'), 'half of the n');
    const second = await fileStore(root);
    expect(await second.load()).toBe('old');
    expect((await readdir(root)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('when two want one folder', () => {
  it('throws STATE_BUSY for the second until the first has released it', async () => {
    const first = await fileStore(root);
    await expect(fileStore(root)).rejects.toThrowCode('STATE_BUSY', 'InputError');
    await first.release();
    await first.release();
    await expect(fileStore(root)).resolves.toBeDefined();
  });

  it('lets only one of many at once have it', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => fileStore(root)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('throws STATE_BUSY while another process lives, and takes over once it was killed', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(other, 'spawn');
    await writeFile(join(root, 'state.lock'), `${String(other.pid)} 0123456789abcdef\n`);
    await expect(fileStore(root)).rejects.toThrowCode('STATE_BUSY');
    other.kill('SIGKILL');
    await once(other, 'exit');
    await expect(fileStore(root)).resolves.toBeDefined();
  });

  it('takes over a lock that an earlier process with the same id left', async () => {
    await writeFile(join(root, 'state.lock'), `${String(process.pid)} 0123456789abcdef\n`);
    await expect(fileStore(root)).resolves.toBeDefined();
  });
});
