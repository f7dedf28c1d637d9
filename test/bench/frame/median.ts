/**
 * The middle value: one slow sample, because something else ran on the machine, does not move it.
 *
 * @param samples - at least one, in any order
 * @returns the middle one, or the mean of the two in the middle
 * @throws RangeError when there is none
 */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('samples must not be empty');
  return (lower + upper) / 2;
}
