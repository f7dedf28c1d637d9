import { EXIT, type ExitCode } from './exit-codes.js';

/** What the command line itself finds wrong, and how the process then ends. */
export const CLI_ERROR_CODES = Object.freeze({
  /** Options or arguments are wrong or missing. */
  USAGE: EXIT.usage,
  /** A file cannot be read or written. */
  FILE_UNREADABLE: EXIT.usage,
  /** A file does not hold what it should. */
  FILE_INVALID: EXIT.usage,
  /** Nothing is ever overwritten. */
  FILE_EXISTS: EXIT.usage,
  /** No node answers on the socket of this folder. */
  NODE_NOT_RUNNING: EXIT.failed,
  /** The node's program ended by itself. */
  NODE_EXITED: EXIT.failed,
  /** Another program listens on that port. */
  PORT_IN_USE: EXIT.failed,
  /** A node answered something else than promised. */
  ANSWER_INVALID: EXIT.failed,
  /** The person said no. */
  NOT_CONFIRMED: EXIT.failed,
  /** The words that were given are not those of this federation. */
  FINGERPRINT_DIFFERS: EXIT.refused,
  /** More than one thing could be meant. */
  AMBIGUOUS: EXIT.usage,
  INTERRUPTED: EXIT.failed,
} as const satisfies Record<string, ExitCode>);
export type CliErrorCode = keyof typeof CLI_ERROR_CODES;

/** A failure that the command line found itself. */
export class CliError extends Error {
  override readonly name = 'CliError';

  /**
   * @param code - what is wrong
   * @param message - lower case, no full stop, no secret; says what to do
   * @param options - the error that led to this one
   */
  constructor(
    readonly code: CliErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A node refused, over its console or when it was started; the code is the node's own. */
export class NodeRefusal extends Error {
  override readonly name = 'NodeRefusal';

  /**
   * @param code - the node's code
   * @param message - what the node says about it
   * @param extras - further members of its problem document
   */
  constructor(
    readonly code: string,
    message: string,
    readonly extras: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
