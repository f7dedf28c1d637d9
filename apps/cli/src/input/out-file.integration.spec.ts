import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireWritable, writeNewFile } from './out-file.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-out-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('when a secret is written', () => {
  it('makes a file that only its owner can read, and leaves nothing beside it', async () => {
    const path = join(folder, 'seed');
    await requireWritable(path);
    await writeNewFile(path, Buffer.from('secret'));
    expect(await readFile(path, 'utf8')).toBe('secret');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['seed']);
  });

  it('throws FILE_EXISTS and leaves what is there', async () => {
    const path = join(folder, 'seed');
    await writeFile(path, 'old');
    await expect(requireWritable(path)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    await expect(writeNewFile(path, Buffer.from('new'))).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['seed']);
  });

  it('throws FILE_EXISTS for a link that leads nowhere', async () => {
    const path = join(folder, 'link');
    await symlink(join(folder, 'elsewhere'), path);
    await expect(requireWritable(path)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    await expect(writeNewFile(path, Buffer.from('new'))).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  });

  it('throws FILE_UNREADABLE without the folder', async () => {
    await expect(requireWritable(join(folder, 'none', 'seed'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
