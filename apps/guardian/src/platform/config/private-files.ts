let users = 0;
let before = 0;

/**
 * Does something while nobody else may read the files that this process makes. The mask belongs to the whole process, so only
 * the last of several that overlap puts back what was there before the first.
 *
 * @param work - What makes files.
 * @returns What the work gives.
 */
export async function withPrivateFiles<T>(work: () => Promise<T>): Promise<T> {
  if (users++ === 0) before = process.umask(0o077);
  try {
    return await work();
  } finally {
    if (--users === 0) process.umask(before);
  }
}
