import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 40;

/**
 * Asks again until something is so.
 *
 * @param what - for the message
 * @param look - undefined, null or false while it is not so; a throw counts as that, and is the cause in the end
 * @param timeoutMs - how long at most
 * @returns what `look` gave
 */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  timeoutMs = 20_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > end) throw new Error(`waited ${String(timeoutMs)} ms for ${what}`, { cause });
    await sleep(POLL_MS);
  }
}
