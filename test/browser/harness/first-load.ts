import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Scripts that a script loads at once: `import` statements, and workers that it names. Not `import()`, which waits to be asked. */
const LOADED_BY_SCRIPT = [
  /(?:^|[;}\s])import\s*(?:[\w$*{}\s,]+?from\s*)?["'](\.[^"']+)["']/g,
  /(?:^|[;}\s])export\s*[\w$*{}\s,]+?from\s*["'](\.[^"']+)["']/g,
  /new Worker\(\s*new URL\(\s*(?:""\s*\+\s*)?(?:new URL\()?["'`]([^"'`]+\.js)["'`]/g,
];
const LOADED_BY_PAGE = [/<script[^>]*\ssrc="([^"]+)"/g, /<link[^>]*\shref="([^"]+)"/g];

/**
 * Lists what a browser fetches before a built page is there.
 *
 * @param folder - of the page
 * @returns sizes after gzip, bytes, by path within the folder
 */
export function firstLoad(folder: string): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const visit = (path: string): void => {
    if (sizes.has(path)) return;
    const bytes = readFileSync(join(folder, path));
    sizes.set(path, gzipSync(bytes).length);
    const patterns = path.endsWith('.html') ? LOADED_BY_PAGE : path.endsWith('.js') ? LOADED_BY_SCRIPT : [];
    const text = bytes.toString('utf8');
    for (const pattern of patterns) {
      for (const [, target = ''] of text.matchAll(pattern)) visit(posix.join(posix.dirname(path), target));
    }
  };
  visit('index.html');
  return sizes;
}
