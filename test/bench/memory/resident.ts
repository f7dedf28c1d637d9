import { readFile } from 'node:fs/promises';

const BYTES_IN_KIB = 1024;
const BYTES_IN_MB = 1_000_000;

/**
 * Memory of a process that is really there (VmRSS), megabytes.
 *
 * @param pid - of a process of this machine
 * @throws Error on systems without /proc
 */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kib === undefined) throw new Error(`process ${String(pid)} has no resident memory`);
  return (Number(kib) * BYTES_IN_KIB) / BYTES_IN_MB;
}
