import { randomUUID } from 'node:crypto';
import { link, lstat, open, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../command/cli-error.js';

/**
 * Checks that a recovered secret can be written, before anything is asked of the guardians: a guess must not be spent on a
 * secret that then has nowhere to go.
 *
 * @param path - the file to be made
 * @throws CliError FILE_EXISTS, FILE_UNREADABLE when the folder does not take files
 */
export async function requireWritable(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there !== null) throw alreadyThere(path);
  const probe = temporaryBeside(path);
  await write(probe, new Uint8Array(), path);
  await unlink(probe);
}

/**
 * Writes a secret into a new file that only its owner can read. After a crash there is either no file or the whole one.
 *
 * @param path - the file; must not exist
 * @param content - the bytes
 * @throws CliError FILE_EXISTS, FILE_UNREADABLE
 */
export async function writeNewFile(path: string, content: Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path);
  await write(temporary, content, path);
  try {
    // A link, unlike a rename, fails when somebody made the file meanwhile.
    await link(temporary, path);
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) throw alreadyThere(path);
    throw new CliError('FILE_UNREADABLE', `${path} cannot be written`, { cause });
  } finally {
    await unlink(temporary);
  }
  await syncFolder(dirname(path));
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}`);
}

async function write(temporary: string, content: Uint8Array, path: string): Promise<void> {
  const file = await open(temporary, 'wx', 0o600).catch((cause: unknown) => {
    throw new CliError('FILE_UNREADABLE', `${path} cannot be written: its folder takes no files`, { cause });
  });
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function alreadyThere(path: string): CliError {
  return new CliError('FILE_EXISTS', `${path} is there already and is never overwritten: name another file`);
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
