import { encodeHex, sha256, utf8 } from '@wardkeep/crypto';
import * as z from 'zod';
import { ProtocolError } from '../errors.js';

/** Most files that a portal may have. */
export const PORTAL_MAXIMUM_FILES = 512;

/** Plain names in folders, none hidden: no way out of the folder, and one spelling on every file system. */
const PATH = /^(?!.*(?:^|\/)\.)[A-Za-z0-9._@-]+(?:\/[A-Za-z0-9._@-]+)*$/;

/** One file of the portal: its path within the folder, with `/` between names, and the SHA-256 of its bytes in hex. */
export const portalFile = z.strictObject({
  path: z.string().min(1).max(200).regex(PATH),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type PortalFile = z.output<typeof portalFile>;

/** All files of the portal, each once; nodes show each other this list. */
export const portalFiles = z.array(portalFile).min(1).max(PORTAL_MAXIMUM_FILES);

/**
 * The digest by which people and nodes compare copies of the portal: SHA-256 over one line per file, sorted by path, in the
 * format of `sha256sum`. So it can be computed without this software, inside the folder:
 * `find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum`.
 *
 * @param files - every file of the folder, in any order
 * @returns 64 hexadecimal digits
 * @throws ProtocolError PORTAL_INVALID when a path or a hash is malformed, a path is named twice, or there is no file
 */
export function portalDigest(files: readonly PortalFile[]): string {
  const parsed = portalFiles.safeParse(files);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new ProtocolError('PORTAL_INVALID', `portal files are malformed at "${where}"`);
  }
  const sorted = [...parsed.data].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (new Set(sorted.map(({ path }) => path)).size !== sorted.length) {
    throw new ProtocolError('PORTAL_INVALID', 'portal files must be named once each');
  }
  return encodeHex(sha256(utf8(sorted.map(({ path, sha256: hash }) => `${hash}  ${path}\n`).join(''))));
}
