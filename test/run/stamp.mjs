import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './processes.mjs';

/** Where it is remembered what has been done. */
export const STAMPS = join(ROOT, 'node_modules/.cache/wardkeep');

const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'coverage', '.git']);

/**
 * Lists files below the given paths, in a fixed order, leaving out what is built or installed.
 * @param {string} root the folder the paths are relative to
 * @param {string[]} paths files or folders; a missing one counts as empty
 * @param {RegExp} [wanted] what a file's path must match
 * @returns {string[]} paths relative to root
 */
export function listFiles(root, paths, wanted = /./) {
  const found = [];
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) if (!SKIPPED.has(name)) visit(join(path, name));
    } else if (stat?.isFile() && wanted.test(path)) found.push(path);
  };
  for (const path of paths) visit(path);
  return found;
}

/**
 * Fingerprints files by path, size and modification time: quick, and enough to see that something changed.
 * @param {string} root the folder the paths are relative to
 * @param {string[]} files paths relative to root
 * @returns {string} hexadecimal SHA-256
 */
export function fingerprintTimes(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * Fingerprints files by path and content: the same after a fresh checkout.
 * @param {string} root the folder the paths are relative to
 * @param {string[]} files paths relative to root
 * @returns {string} hexadecimal SHA-256
 */
export function fingerprintContent(root, files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\n');
  return hash.digest('hex');
}

/**
 * Reads a stamp.
 * @param {string} path where it is kept
 * @returns {string | null} what {@link writeStamp} wrote, or null when there is none
 */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/**
 * Writes a stamp, making its folder.
 * @param {string} path where to keep it
 * @param {string} value a fingerprint
 */
export function writeStamp(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, value);
}
