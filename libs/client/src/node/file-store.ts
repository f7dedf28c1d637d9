import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceStore } from '../core/index.js';
import { acquireFolder } from './folder-lock.js';

const STATE_FILE = 'state.json';
const TEMPORARY = /^state\.json\.[0-9a-f]+\.tmp$/;

/** A {@link DeviceStore} in a folder, which belongs to this process until it is released. */
export interface FileStore extends DeviceStore {
  /** Lets other processes use the folder. */
  release(): Promise<void>;
}

/**
 * Keeps a device's state in a folder that only its user can read. Each save writes a new file, flushes it, and puts it in
 * the place of the old one, so that a crash leaves one or the other. Two processes never write one folder at once.
 *
 * @param folder - made when it does not exist
 * @throws InputError STATE_BUSY when another process uses the folder
 */
export async function fileStore(folder: string): Promise<FileStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const release = await acquireFolder(folder);
  await removeLeftovers(folder);
  return {
    release,
    async load() {
      try {
        return await readFile(join(folder, STATE_FILE), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async save(text) {
      const temporary = join(folder, `${STATE_FILE}.${randomBytes(8).toString('hex')}.tmp`);
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(text, 'utf8');
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(folder, STATE_FILE));
      await syncFolder(folder);
    },
  };
}

/** What a save that was cut off left behind holds keys too. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (TEMPORARY.test(name)) await rm(join(folder, name), { force: true });
  }
}

/** A rename is on disk only once its folder is. Windows cannot open a folder and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
