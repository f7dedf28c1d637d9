import argon2 from 'argon2';

/**
 * Counts the Argon2id calls of this process while something runs, through the library's own object.
 *
 * @param work - what is run
 * @returns how many calls it made
 */
export async function countArgon2id(work: () => Promise<unknown>): Promise<number> {
  const { hash } = argon2;
  let calls = 0;
  argon2.hash = ((...args: Parameters<typeof hash>) => {
    calls += 1;
    return hash(...args);
  }) as typeof hash;
  try {
    await work();
  } finally {
    argon2.hash = hash;
  }
  return calls;
}
