import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../core/index.js';

const LOCK_FILE = 'state.lock';

/** Marks of the locks that this process holds: after a restart in a container another lock may name the same process id. */
const held = new Set<string>();

/**
 * Takes a folder for this process. The lock names the process that holds it, so a lock left by one that was killed does
 * not stand in the way.
 *
 * @param folder - an existing folder
 * @returns gives the folder free again
 * @throws InputError STATE_BUSY when a living process holds it
 */
export async function acquireFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, LOCK_FILE);
  const mark = randomBytes(8).toString('hex');
  const own = `${path}.${mark}`;
  // Linking a file that is complete, instead of making an empty one and writing it, leaves no moment without a holder's name.
  await writeFile(own, `${String(process.pid)} ${mark}\n`, { mode: 0o600, flag: 'wx' });
  try {
    for (let tried = 0; tried < 3; tried++) {
      if (await tryLink(own, path)) {
        held.add(mark);
        return () => releaseFolder(path, mark);
      }
      const holder = await holderOf(path);
      if (holder !== null && isHeld(holder)) break;
      if (holder !== null) await removeStale(path, holder.mark);
    }
  } finally {
    await rm(own, { force: true });
  }
  throw new InputError('STATE_BUSY', 'another process uses this state folder');
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the stale lock aside and looks again at what was moved: somebody may have taken the folder in between. */
async function removeStale(path: string, mark: string): Promise<void> {
  const aside = `${path}.${mark}.stale`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await holderOf(aside);
  if (moved !== null && moved.mark !== mark) await tryLink(aside, path);
  await rm(aside, { force: true });
}

async function releaseFolder(path: string, mark: string): Promise<void> {
  held.delete(mark);
  if ((await holderOf(path))?.mark === mark) await rm(path, { force: true });
}

interface Holder {
  readonly pid: number;
  readonly mark: string;
}

async function holderOf(path: string): Promise<Holder | null> {
  try {
    const [pid, mark] = (await readFile(path, 'utf8')).trim().split(' ');
    return { pid: Number(pid), mark: mark ?? '' };
  } catch {
    return null;
  }
}

function isHeld({ pid, mark }: Holder): boolean {
  if (pid === process.pid) return held.has(mark);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
