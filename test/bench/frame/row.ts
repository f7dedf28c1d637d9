/** A bound: on the ratio when a figure is compared with another, else on the figure itself. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** One figure, as written by `--json`. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Name of the row that this one is compared with. */
  readonly against: string | null;
  /** This value through that of `against`. */
  readonly ratio: number | null;
  /** `≤ 1.8` or `≥ 0.5`; null when the figure is only for information. */
  readonly goal: string | null;
  readonly met: boolean | null;
}

/** A figure before it is judged. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/**
 * Judges a figure.
 *
 * @param figure - what was measured
 * @param against - the row it is compared with, in the same unit
 * @param goal - bound on the ratio, or on the value when there is nothing to compare with
 * @throws RangeError when the units differ or the other value is not above zero
 */
export function rowOf(figure: Figure, against: Figure | null = null, goal: Goal | null = null): Row {
  const { name, value, unit } = figure;
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a number, got ${String(value)}`);
  const ratio = against === null ? null : ratioOf(figure, against);
  return {
    name,
    value,
    unit,
    against: against?.name ?? null,
    ratio,
    goal: goal === null ? null : describeGoal(goal),
    met: goal === null ? null : isMet(goal, ratio ?? value),
  };
}

function ratioOf(figure: Figure, against: Figure): number {
  if (figure.unit !== against.unit) {
    throw new RangeError(`${figure.name} is in ${figure.unit}, ${against.name} in ${against.unit}`);
  }
  if (!(against.value > 0)) throw new RangeError(`${against.name} must be above zero, got ${String(against.value)}`);
  return figure.value / against.value;
}

function describeGoal(goal: Goal): string {
  return 'atMost' in goal ? `≤ ${String(goal.atMost)}` : `≥ ${String(goal.atLeast)}`;
}

function isMet(goal: Goal, value: number): boolean {
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}
