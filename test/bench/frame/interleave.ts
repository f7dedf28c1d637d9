import { performance } from 'node:perf_hooks';
import { median } from './median.js';

/** One of several ways of doing the same. */
export interface Variant {
  readonly name: string;
  /** Done once for each sample, or many times when it is quick; a promise is awaited. */
  readonly run: () => unknown;
}

/** How often and how long. */
export interface Rounds {
  /** Samples of each variant. */
  readonly rounds: number;
  /** A sample repeats a quick variant until it takes about this long, ms; 0 runs each just once. */
  readonly sampleMs?: number;
  /** Untimed runs of each variant beforehand. */
  readonly warmUp?: number;
}

/**
 * Measures variants in turns, A B C, C B A, A B C, so that whatever else the machine does falls on all of them alike.
 *
 * @param variants - at least one
 * @param rounds - how often
 * @returns by name: milliseconds of one run, every sample
 */
export async function sampleInTurns(
  variants: readonly Variant[],
  { rounds, sampleMs = 0, warmUp = 1 }: Rounds,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const prepared = [];
  for (const variant of variants) {
    for (let done = 0; done < warmUp; done++) await timeRuns(variant, 1);
    const once = sampleMs > 0 ? await timeRuns(variant, 1) : 0;
    prepared.push({ variant, repeats: sampleMs > 0 ? await repeatsFor(variant, once, sampleMs) : 1 });
  }
  const samples = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { variant, repeats } of round % 2 === 0 ? prepared : prepared.toReversed()) {
      samples.get(variant.name)?.push((await timeRuns(variant, repeats)) / repeats);
    }
  }
  return samples;
}

/**
 * As {@link sampleInTurns}, medians only.
 *
 * @param variants - at least one
 * @param rounds - how often
 * @returns by name: median milliseconds of one run
 */
export async function measureInTurns(
  variants: readonly Variant[],
  rounds: Rounds,
): Promise<ReadonlyMap<string, number>> {
  const samples = await sampleInTurns(variants, rounds);
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
}

/** Repeats that fill a sample. Counted a second time when the first run was quick, for it was also the slowest. */
async function repeatsFor(variant: Variant, onceMs: number, sampleMs: number): Promise<number> {
  const guess = Math.max(1, Math.ceil(sampleMs / 4 / Math.max(onceMs, 0.0001)));
  if (guess === 1) return Math.max(1, Math.round(sampleMs / onceMs));
  const each = (await timeRuns(variant, guess)) / guess;
  return Math.max(1, Math.round(sampleMs / each));
}

async function timeRuns({ run }: Variant, repeats: number): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < repeats; done++) {
    const result = run();
    // Awaiting what is no promise would cost more than the quickest of these functions.
    if (result instanceof Promise) await result;
  }
  return performance.now() - start;
}
