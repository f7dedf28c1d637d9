import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portalDigest, type PortalFile } from '@wardkeep/protocol';
import { CliError } from '../command/cli-error.js';

/** Where the portal of this checkout is built. */
export const OWN_PORTAL = fileURLToPath(new URL('../../../portal/dist', import.meta.url));

/** The portal as it was read: what is served is what was hashed, whatever happens to the folder afterwards. */
export interface PortalFolder {
  readonly folder: string;
  /** By path within the folder. */
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly files: readonly PortalFile[];
  /** 64 hexadecimal digits. */
  readonly digest: string;
}

/**
 * Reads a folder with a portal.
 *
 * @param folder - the folder
 * @throws CliError FILE_UNREADABLE, FILE_INVALID
 */
export async function readPortal(folder: string): Promise<PortalFolder> {
  const root = resolve(folder);
  const contents = new Map<string, Buffer>();
  try {
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) continue;
      const path = join(entry.parentPath, entry.name);
      contents.set(path.slice(root.length + 1).replaceAll(sep, '/'), await readFile(path));
    }
  } catch (cause) {
    throw new CliError('FILE_UNREADABLE', `no portal can be read in ${root}`, { cause });
  }
  if (!contents.has('index.html')) throw new CliError('FILE_INVALID', `${root} has no index.html, so it is no portal`);
  const files = [...contents].map(([path, bytes]) => {
    return { path, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  try {
    return { folder: root, contents, files, digest: portalDigest(files) };
  } catch (cause) {
    throw new CliError('FILE_INVALID', `${root} holds what no portal has: ${(cause as Error).message}`, { cause });
  }
}
