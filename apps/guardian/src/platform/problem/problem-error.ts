/** Members of a problem document beside those that RFC 9457 names, for example `guessesLeft`. */
export type ProblemExtras = Readonly<Record<string, unknown>>;

/**
 * A refusal that the caller is meant to see: it becomes an RFC 9457 problem document with this code. Throw it for faults
 * of input only; a fault in a database row or in a peer's answer is an ordinary `Error`, which is logged and answered
 * without detail.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  /**
   * @param code - Member of a closed union, in capitals.
   * @param status - HTTP status, 400 to 599.
   * @param detail - Lower case, no full stop, no secret; names the field and the bound.
   * @param extras - Further members of the problem document.
   */
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail?: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail ?? code);
  }
}

/**
 * Makes the refusals of one module: a closed table of codes and the HTTP status of each.
 *
 * @param statuses - Code to HTTP status.
 * @returns A function that builds a {@link ProblemError} with a code of the table.
 */
export const defineProblems =
  <Code extends string>(statuses: Readonly<Record<Code, number>>) =>
  (code: Code, detail?: string, extras?: ProblemExtras): ProblemError =>
    new ProblemError(code, statuses[code], detail, extras);
