import { CryptoError } from '@wardkeep/crypto';
import { ProtocolError } from '@wardkeep/protocol';
import { InvalidAnswerError, RefusedError, UnreachableError } from './errors.js';

/** A guardian gave a good answer. */
export interface OkOutcome<T> {
  readonly index: number;
  readonly kind: 'ok';
  readonly value: T;
}

/** What came of asking one guardian. */
export type Outcome<T> =
  | OkOutcome<T>
  | { readonly index: number; readonly kind: 'refused'; readonly error: RefusedError }
  | { readonly index: number; readonly kind: 'unreachable'; readonly error: UnreachableError }
  | { readonly index: number; readonly kind: 'invalid'; readonly error: InvalidAnswerError }
  /** Its answer was not needed any more. */
  | { readonly index: number; readonly kind: 'skipped' };

export type OutcomeKind = Outcome<unknown>['kind'];

/**
 * Sorts what was thrown while one guardian was asked. What a check of its answer threw makes the guardian the culprit.
 *
 * @param index - the guardian that was asked
 * @param error - what was thrown
 * @returns the outcome, or null when the error is not about the guardian and must be thrown on
 */
export function outcomeOfError(
  index: number,
  error: unknown,
): Exclude<Outcome<never>, { kind: 'ok' | 'skipped' }> | null {
  if (error instanceof RefusedError) return { index, kind: 'refused', error };
  if (error instanceof UnreachableError) return { index, kind: 'unreachable', error };
  if (error instanceof InvalidAnswerError) return { index, kind: 'invalid', error };
  if (error instanceof ProtocolError || error instanceof CryptoError) {
    const invalid = new InvalidAnswerError(index, error.code, error.message, { cause: error });
    return { index, kind: 'invalid', error: invalid };
  }
  return null;
}

/**
 * The guardians whose answers were provably wrong.
 *
 * @param outcomes - what came of asking
 * @returns their indexes and the reasons
 */
export function culpritsOf(
  outcomes: readonly Outcome<unknown>[],
): readonly { readonly index: number; readonly reason: string }[] {
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'invalid' ? [{ index: outcome.index, reason: outcome.error.reason }] : [],
  );
}
