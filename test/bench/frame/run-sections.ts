import { performance } from 'node:perf_hooks';
import type { Row } from './row.js';
import type { BenchOptions, Section } from './section.js';

const TIME_IS_UP = 'the time for all figures is up';

/** What came of all sections. */
export interface Measured {
  readonly rows: readonly Row[];
  /** Sections that gave no figures, and why. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Runs sections one after another. One that fails does not stop the others; all together are bounded in time.
 *
 * @param sections - in the order in which they run
 * @param options - as asked for, and the most that all may take, ms
 */
export async function runSections(
  sections: readonly Section[],
  options: BenchOptions & { readonly limitMs: number },
): Promise<Measured> {
  const rows: Row[] = [];
  const failures: { name: string; reason: string }[] = [];
  const end = performance.now() + options.limitMs;
  for (const section of sections) {
    const start = performance.now();
    if (start >= end) {
      failures.push({ name: section.name, reason: TIME_IS_UP });
      continue;
    }
    options.say(`${section.name} …`);
    try {
      rows.push(...(await within(end - start, section.measure(options))));
    } catch (error) {
      failures.push({ name: section.name, reason: error instanceof Error ? error.message : String(error) });
    }
    options.say(`${section.name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  return { rows, failures };
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(new Error(TIME_IS_UP));
      },
      // Timers may fire a fraction of a millisecond early; the next section must not see time that is left.
      Math.max(0, Math.ceil(limitMs) + 1),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
