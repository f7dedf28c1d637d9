import { type RefusedError, TooFewGuardiansError, type UnreachableError } from './errors.js';
import type { Outcome } from './outcome.js';

/**
 * The error for a fan-out that did not get enough: what guardians agree to refuse is told as such, so that the caller learns
 * why; otherwise there were too few of them.
 *
 * @param step - what they were asked for
 * @param needed - how many distinct guardians are needed
 * @param outcomes - one per guardian
 * @returns a RefusedError when so many refuse with one code that the others cannot be enough, else TooFewGuardiansError
 */
export function tooFewOrRefused(
  step: string,
  needed: number,
  outcomes: readonly Outcome<unknown>[],
): RefusedError | TooFewGuardiansError {
  const byCode = new Map<string, RefusedError[]>();
  for (const outcome of outcomes) {
    if (outcome.kind !== 'refused') continue;
    byCode.set(outcome.error.code, [...(byCode.get(outcome.error.code) ?? []), outcome.error]);
  }
  const [largest] = [...byCode.values()].sort((a, b) => b.length - a.length);
  const [first] = largest ?? [];
  if (largest !== undefined && first !== undefined && largest.length > outcomes.length - needed) return first;
  const got = outcomes.filter((outcome) => outcome.kind === 'ok').length;
  return new TooFewGuardiansError(step, needed, got, outcomes);
}

/**
 * The refusals with one code.
 *
 * @param outcomes - one per guardian
 * @param code - the guardian's own code
 */
export function refusalsWith(outcomes: readonly Outcome<unknown>[], code: string): readonly RefusedError[] {
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'refused' && outcome.error.code === code ? [outcome.error] : [],
  );
}

/** An outcome without its value: whether the guardian did it, and why not. */
export interface GuardianOutcome {
  readonly index: number;
  readonly outcome: Outcome<unknown>['kind'];
  /** The guardian's code, or what was wrong. */
  readonly code?: string;
}

/**
 * Outcomes as they are shown to people and programs.
 *
 * @param outcomes - one per guardian
 */
export function summarizeOutcomes(outcomes: readonly Outcome<unknown>[]): readonly GuardianOutcome[] {
  return outcomes.map((outcome) => {
    const { index, kind } = outcome;
    if (outcome.kind === 'refused') return { index, outcome: kind, code: outcome.error.code };
    if (outcome.kind === 'invalid') return { index, outcome: kind, code: outcome.error.reason };
    if (outcome.kind === 'unreachable') return { index, outcome: kind, code: unreachableCode(outcome.error) };
    return { index, outcome: kind };
  });
}

const unreachableCode = (error: UnreachableError): string => error.problemCode ?? error.code;
