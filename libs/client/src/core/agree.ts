/** One thing that one guardian said. */
export interface Said<T> {
  readonly index: number;
  readonly value: T;
}

/** Guardians that said the same. */
export interface Agreement<T> {
  /** What they agree on, as the caller's key. */
  readonly key: string;
  /** The value as the first of them gave it. */
  readonly value: T;
  /** The distinct guardians, sorted. */
  readonly indexes: readonly number[];
  /** Every guardian's own value. */
  readonly values: ReadonlyMap<number, T>;
}

/**
 * Groups what guardians said by agreement. A guardian that says the same thing twice is counted once; one that says two
 * things stands in two groups, so compare sizes only with thresholds that tolerate liars.
 *
 * @param said - what was said, by whom; ok outcomes fit, and so do the items of a list that each of them gave
 * @param keyOf - equal for values that agree
 * @returns the groups, largest first; of two as large the one with the smaller key
 */
export function agree<T>(said: Iterable<Said<T>>, keyOf: (value: T) => string): readonly Agreement<T>[] {
  const groups = new Map<string, Map<number, T>>();
  for (const { index, value } of said) {
    const key = keyOf(value);
    const group = groups.get(key) ?? new Map<number, T>();
    if (!group.has(index)) group.set(index, value);
    groups.set(key, group);
  }
  return [...groups]
    .flatMap(([key, values]) => {
      const indexes = [...values.keys()].sort((a, b) => a - b);
      return [...values.values()].slice(0, 1).map((value) => ({ key, value, indexes, values }));
    })
    .sort((a, b) => b.indexes.length - a.indexes.length || (a.key < b.key ? -1 : 1));
}

/**
 * The group that enough distinct guardians agree on.
 *
 * @param said - what was said, by whom
 * @param keyOf - equal for values that agree
 * @param need - how many distinct guardians must agree; above n/2 at most one group can
 * @returns the largest group if it is large enough, else null
 */
export function findAgreement<T>(
  said: Iterable<Said<T>>,
  keyOf: (value: T) => string,
  need: number,
): Agreement<T> | null {
  const largest = agree(said, keyOf)[0];
  return largest !== undefined && largest.indexes.length >= need ? largest : null;
}
