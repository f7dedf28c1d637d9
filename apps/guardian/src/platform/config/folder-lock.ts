import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/** Holds a node's folder for one process. The operating system lets go of it however the process ends. */
export class FolderLock {
  private constructor(private readonly file: Sqlite.Database) {}

  /**
   * @param folder - Data folder.
   * @returns The lock, or null while another process has it.
   */
  static tryAcquire(folder: string): FolderLock | null {
    const path = join(folder, 'node.lock');
    const file = new Sqlite(path, { timeout: 0 });
    try {
      // By its path: closing a descriptor of one's own would let go of the locks that this process has on the file.
      chmodSync(path, 0o600);
      file.exec('BEGIN EXCLUSIVE');
      return new FolderLock(file);
    } catch (error) {
      file.close();
      if (isBusy(error)) return null;
      throw error;
    }
  }

  /** Lets others have the folder. */
  release(): void {
    this.file.close();
  }
}

/** By its code: neither the error class of a native module nor `Error` itself is the same wherever the module is loaded. */
function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
