import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PORTAL_MAXIMUM_FILES, portalFile, type PortalFile } from '@wardkeep/protocol';

const INDEX = 'index.html';

/** What was read of a folder, and the state of its index page at that time. */
type Listing = { readonly stamp: string; readonly files: ReadonlyMap<string, PortalFile> };

/** A built web app: one folder of files that do not change while its index page does not. */
export class AppFolder {
  #listing: Listing | undefined;

  /** @param path - The folder, absolute; it need not exist. */
  constructor(readonly path: string) {}

  /**
   * Every file with its hash, read again after another build.
   *
   * @returns By path within the folder; null when no app was built.
   */
  async files(): Promise<ReadonlyMap<string, PortalFile> | null> {
    const index = await stat(join(this.path, INDEX)).catch(() => null);
    if (index === null) return null;
    const stamp = `${String(index.mtimeMs)}/${String(index.size)}`;
    if (this.#listing?.stamp !== stamp) this.#listing = { stamp, files: await this.#read() };
    return this.#listing.files;
  }

  /**
   * @param file - From {@link files}.
   * @returns Its bytes.
   */
  read(file: PortalFile): Promise<Buffer> {
    return readFile(join(this.path, file.path));
  }

  async #read(): Promise<ReadonlyMap<string, PortalFile>> {
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    const files = new Map<string, PortalFile>();
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const absolute = join(entry.parentPath, entry.name);
      const path = absolute.slice(this.path.length + 1).replaceAll('\\', '/');
      const sha256 = createHash('sha256')
        .update(await readFile(absolute))
        .digest('hex');
      const file = portalFile.safeParse({ path, sha256 });
      if (!file.success) throw new Error(`web app has a file that cannot be served: ${path}`);
      files.set(path, file.data);
    }
    if (files.size > PORTAL_MAXIMUM_FILES) throw new Error(`web app has more than ${PORTAL_MAXIMUM_FILES} files`);
    return files;
  }
}
