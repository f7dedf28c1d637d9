import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'wkdisk-';
const CAP_SYS_ADMIN = 21n;
const CHUNK = Buffer.alloc(64 * 1024, 0x5a);

/** A disk in memory with little room. Mounting it takes the rights of root. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /**
   * Mounts one.
   *
   * @param megabytes - its size
   * @throws Error when this process may not mount
   */
  static mount(megabytes: number): SmallDisk {
    sweep();
    const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${String(process.pid)}-`));
    try {
      const options = `size=${String(megabytes)}m,mode=0700`;
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
    } catch (error) {
      rmdirSync(folder);
      throw error;
    }
    return new SmallDisk(folder);
  }

  /**
   * Tries whether this process may mount.
   *
   * @returns why not; null when it may
   */
  static whyNot(): string | null {
    try {
      SmallDisk.mount(1).unmount();
      return null;
    } catch (error) {
      return (error as Error).message.trim().split('\n').at(-1) ?? '';
    }
  }

  /** Whether the kernel gives this process the right to mount (capabilities(7), `CAP_SYS_ADMIN`). */
  static isPermitted(): boolean {
    if (process.platform !== 'linux') return false;
    const [, effective] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_SYS_ADMIN) & 1n) === 1n;
  }

  /** Bytes that can still be written. */
  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /**
   * Fills it up.
   *
   * @param leave - bytes to leave free
   */
  fill(leave = 0): void {
    const file = openSync(this.#ballast, 'a', 0o600);
    try {
      for (let free = this.freeBytes; free > leave; free = this.freeBytes) {
        writeSync(file, CHUNK, 0, Math.min(CHUNK.length, free - leave));
      }
    } finally {
      closeSync(file);
    }
  }

  /** Takes away what {@link fill} wrote. */
  clear(): void {
    rmSync(this.#ballast);
  }

  /** Unmounts it; everything on it is gone. */
  unmount(): void {
    unmount(this.folder);
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }
}

function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });
  rmdirSync(folder);
}

/** Unmounts what test runs that were killed have left behind. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    try {
      unmount(join(tmpdir(), name));
    } catch {
      // It was not mounted any more, or belongs to somebody else.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
