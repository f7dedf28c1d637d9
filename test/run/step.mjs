import { performance } from 'node:perf_hooks';

/** Everything goes to standard error, so that a program started afterwards owns standard output. */
export const TO_STDERR = ['ignore', 2, 2];

/**
 * Runs one step and says how long it took.
 * @param {string} title what is done
 * @param {() => Promise<number>} work gives an exit code
 * @throws Error when the code is not 0
 */
export async function step(title, work) {
  process.stderr.write(`${title} …\n`);
  const start = performance.now();
  const code = await work();
  if (code !== 0) throw new Error(`${title} failed with exit code ${code}`);
  process.stderr.write(`${title}: done in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}
