import { CLI_ERROR_CODES, CliError, NodeRefusal } from './cli-error.js';
import { EXIT, type ExitCode } from './exit-codes.js';

/** A failure as it is shown and as the process ends with it. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly code: string;
  /** Lower case, no secret. */
  readonly message: string;
  /** Further members of the JSON object, such as `guessesLeft`. */
  readonly extras: Readonly<Record<string, unknown>>;
}

/** Codes of guardians and of the client that have an exit code of their own, whoever they come from. */
const EXIT_OF_CODE: Readonly<Record<string, ExitCode>> = Object.freeze({
  WRONG_MEMORABLE: EXIT.wrongMemorable,
  NOT_APPROVED: EXIT.notApproved,
  DELAY_NOT_OVER: EXIT.notApproved,
  PATH_LOCKED: EXIT.locked,
  GUESS_LIMIT_REACHED: EXIT.locked,
  TOO_FEW_GUARDIANS: EXIT.tooFewGuardians,
  CLAIM_CLOSED: EXIT.refused,
});

/** Members of an error that are worth showing in the JSON; all others stay inside. */
const SHOWN = ['guessesLeft', 'limit', 'standing', 'status', 'needed', 'got', 'culprits', 'releasableAt'] as const;

/** Names of error classes that stand for a refusal: of a guardian, or of a value by the protocol. */
const REFUSALS: ReadonlySet<string> = new Set(['RefusedError', 'ProtocolError', 'ClaimClosedError']);

/**
 * Sorts anything that a command threw. Looks at names and codes, not at classes, so that no command needs to load the
 * whole client in order to fail.
 *
 * @param error - what was thrown
 * @returns how to show it and how to end
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof CliError) {
    return { exitCode: CLI_ERROR_CODES[error.code], code: error.code, message: error.message, extras: {} };
  }
  if (error instanceof NodeRefusal) {
    const { code, message, extras } = error;
    return { exitCode: code === 'USAGE' ? EXIT.usage : (EXIT_OF_CODE[code] ?? EXIT.refused), code, message, extras };
  }
  if (!(error instanceof Error)) return unexpected(String(error));
  const refusal = refusalOfMany(error) ?? error;
  const code = codeOf(refusal);
  if (code === null) return unexpected(error.message);
  const fallback = REFUSALS.has(refusal.name) ? EXIT.refused : EXIT.failed;
  return { exitCode: EXIT_OF_CODE[code] ?? fallback, code, message: refusal.message, extras: extrasOf(refusal) };
}

function unexpected(message: string): Failure {
  return { exitCode: EXIT.failed, code: 'UNEXPECTED', message, extras: {} };
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function extrasOf(error: Error): Record<string, unknown> {
  const own = error as unknown as Record<string, unknown>;
  const shown = SHOWN.filter((name) => own[name] !== undefined).map((name) => [name, own[name]] as const);
  const guardians = 'outcomes' in error ? { guardians: guardiansOf(error.outcomes) } : {};
  const theirs = typeof own.extras === 'object' ? own.extras : {};
  return { ...theirs, ...Object.fromEntries(shown), ...guardians };
}

interface ShownOutcome {
  readonly index: number;
  readonly kind: string;
  readonly error?: Error & { readonly code?: string };
}

function guardiansOf(outcomes: unknown): readonly { index: number; outcome: string; code?: string | undefined }[] {
  if (!Array.isArray(outcomes)) return [];
  return (outcomes as ShownOutcome[]).map(({ index, kind, error }) => ({ index, outcome: kind, code: error?.code }));
}

/**
 * Too few guardians agreed, but enough of them answered, and what they answered was no: then the reason is the answer, not
 * their number.
 */
function refusalOfMany(error: Error): Error | null {
  if (codeOf(error) !== 'TOO_FEW_GUARDIANS' || !('outcomes' in error) || !('needed' in error)) return null;
  const outcomes = error.outcomes as ShownOutcome[];
  const refused = outcomes.filter(({ kind }) => kind === 'refused');
  const answered = outcomes.filter(({ kind }) => kind === 'refused' || kind === 'ok');
  if (refused.length === 0 || answered.length < Number(error.needed)) return null;
  const count = (code: string | undefined): number => refused.filter((other) => other.error?.code === code).length;
  const [most] = [...refused].sort((a, b) => count(b.error?.code) - count(a.error?.code));
  return most?.error ?? null;
}
