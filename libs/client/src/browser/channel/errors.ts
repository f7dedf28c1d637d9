import { CryptoError } from '@wardkeep/crypto';
import { ProtocolError } from '@wardkeep/protocol';
import {
  ClaimClosedError,
  InputError,
  InvalidAnswerError,
  NotApprovedError,
  PathLockedError,
  RefusedError,
  TooFewGuardiansError,
  UnreachableError,
  WrongMemorableError,
  type Outcome,
} from '../../core/index.js';
import { BrowserError } from '../errors.js';

/** Classes that arrive as themselves. By names of their own, because bundlers rename classes. */
const CLASSES = {
  BrowserError,
  ClaimClosedError,
  CryptoError,
  InputError,
  InvalidAnswerError,
  NotApprovedError,
  PathLockedError,
  ProtocolError,
  RefusedError,
  TooFewGuardiansError,
  UnreachableError,
  WrongMemorableError,
} as const;

/** An error taken apart: structured cloning keeps only the message of a class that it does not know. */
export interface ErrorParts {
  readonly name: keyof typeof CLASSES;
  readonly message: string;
  /** Everything else that the class has; `cause` stays behind. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const NOT_FIELDS = new Set(['name', 'message', 'stack', 'cause']);

/**
 * Takes an error apart.
 *
 * @param error - whatever was thrown
 * @returns its parts; those of WORKER_FAILED when nobody foresaw it
 */
export function takeApart(error: unknown): ErrorParts {
  const [name] = (Object.keys(CLASSES) as ErrorParts['name'][]).filter((each) => error instanceof CLASSES[each]);
  if (name === undefined) return takeApart(new BrowserError('WORKER_FAILED', describe(error)));
  const known = error as Error;
  const fields: Record<string, unknown> = Object.fromEntries(
    Object.entries(known).filter(([field]) => !NOT_FIELDS.has(field)),
  );
  if (known instanceof TooFewGuardiansError) fields.outcomes = known.outcomes.map(withoutValue);
  return { name, message: known.message, fields };
}

/**
 * Puts an error together again.
 *
 * @param parts - from {@link takeApart}
 * @returns an instance of the same class
 */
export function putTogether({ name, message, fields }: ErrorParts): Error {
  const error = Object.setPrototypeOf(new Error(message), CLASSES[name].prototype) as Error;
  return Object.assign(error, fields, { name });
}

/** What guardians answered well is of no use to who reads why it was not enough, and may be large. */
function withoutValue(outcome: Outcome<unknown>): Outcome<unknown> {
  return outcome.kind === 'ok' ? { ...outcome, value: undefined } : outcome;
}

/** Engines quote the text that they could not read, which may hold secrets. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'something was thrown that is no error';
  return error instanceof SyntaxError ? 'text could not be read' : `${error.name}: ${error.message}`;
}
