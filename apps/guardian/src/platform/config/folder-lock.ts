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
    const file = new Sqlite(join(folder, 'node.lock'), { timeout: 0 });
    try {
      file.exec('BEGIN EXCLUSIVE');
      return new FolderLock(file);
    } catch (error) {
      file.close();
      if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
      throw error;
    }
  }

  /** Lets others have the folder. */
  release(): void {
    this.file.close();
  }
}
