/** What a command did: for programs, and for people. */
export interface Outcome {
  /** Members of the JSON object beside `ok`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Lines for a person; says what to do next. */
  readonly text: readonly string[];
}

/**
 * The one JSON object of a command that was done.
 *
 * @param outcome - what it did
 */
export function encodeOutcome(outcome: Outcome): string {
  return `${JSON.stringify({ ok: true, ...outcome.json })}\n`;
}
