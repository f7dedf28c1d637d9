import { measureInTurns, type Variant } from '../frame/interleave.js';
import { rowOf, type Figure, type Row } from '../frame/row.js';
import type { BenchOptions } from '../frame/section.js';

/** Several libraries doing one thing. */
export interface Comparison {
  /** Such as `split 72 bytes 3-of-5`. */
  readonly task: string;
  /** How Wardkeep does it; the others are compared with it. */
  readonly ours: Variant;
  readonly others: readonly Variant[];
  /** For work that takes a large part of a second. */
  readonly isSlow?: boolean;
}

/**
 * Measures libraries in turns.
 *
 * @param comparison - what to compare
 * @param options - how thoroughly
 * @returns a row each, ours first
 */
export async function compare(comparison: Comparison, options: BenchOptions): Promise<Row[]> {
  const { task, ours, others, isSlow = false } = comparison;
  options.say(`  ${task}`);
  const variants = [ours, ...others];
  const rounds = isSlow
    ? { rounds: options.quick ? 2 : 5 }
    : { rounds: options.quick ? 5 : 15, sampleMs: options.quick ? 5 : 12, warmUp: 20 };
  const medians = await measureInTurns(variants, rounds);
  const [unit, factor] = isSlow ? (['ms', 1] as const) : (['µs', 1000] as const);
  const [reference, ...figures] = variants.map(({ name }): Figure => ({
    name: `${task}: ${name}`,
    value: (medians.get(name) ?? Number.NaN) * factor,
    unit,
  }));
  if (reference === undefined) return [];
  return [rowOf(reference), ...figures.map((figure) => rowOf(figure, reference))];
}

/**
 * A library that gives another answer is not worth timing.
 *
 * @param task - what was asked
 * @param answers - by library; all must be equal
 * @throws Error naming the first that differs
 */
export function requireEqualAnswers(task: string, answers: Readonly<Record<string, Uint8Array>>): void {
  const [first, ...others] = Object.entries(answers);
  for (const [name, answer] of others) {
    if (first !== undefined && Buffer.compare(first[1], answer) !== 0) {
      throw new Error(`${task}: ${name} does not agree with ${first[0]}`);
    }
  }
}
