import type { Outcome } from './outcome.js';

/** Every code that this package itself gives to an error; a {@link RefusedError} carries the guardian's code instead. */
export const CLIENT_ERROR_CODES = [
  // One guardian: ask again later, or ask another.
  'GUARDIAN_UNREACHABLE',
  'GUARDIAN_TIMEOUT',
  'GUARDIAN_BUSY',
  // One guardian: it lies or is broken; go on without it.
  'ANSWER_INVALID',
  // All guardians together.
  'TOO_FEW_GUARDIANS',
  // Recovery: what the claimant should know or wait for.
  'WRONG_MEMORABLE',
  'PATH_LOCKED',
  'NOT_APPROVED',
  'CLAIM_CLOSED',
  'BACKUP_NOT_FOUND',
  'BACKUP_DAMAGED',
  // The device's own state.
  'STATE_MALFORMED',
  'STATE_UNSUPPORTED',
  'STATE_BUSY',
  'STATE_NOT_EMPTY',
  'PASSPHRASE_WRONG',
  'PASSPHRASE_MISSING',
  'NOT_JOINED',
  'NOT_ENROLLED',
  'NOT_CLAIMED',
  // What the caller passed in.
  'INPUT_INVALID',
] as const;

/** One of {@link CLIENT_ERROR_CODES}. */
export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];

/** Base of everything that this package throws on purpose. The class says what the caller should do, the code why. */
export abstract class ClientError<Code extends string = string> extends Error {
  /**
   * @param code - why
   * @param message - lower case, no full stop, no secret
   * @param options - the error that led to this one, if any
   */
  constructor(
    readonly code: Code,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A guardian understood the request and says no. Asking again changes nothing. */
export class RefusedError extends ClientError {
  /**
   * @param index - the guardian; negative for a node of an invite, whose index is not known yet
   * @param code - the guardian's own code (RFC 9457 problem details, member `code`)
   * @param status - HTTP status
   * @param detail - what the guardian says about it
   * @param extras - other members of the problem details, such as `ticket` or `releasableAt`
   */
  constructor(
    readonly index: number,
    code: string,
    readonly status: number,
    detail: string,
    readonly extras: Readonly<Record<string, unknown>> = {},
  ) {
    super(code, `${nameOf(index)} refuses: ${detail}`);
  }
}

/** A guardian cannot be asked now. Asking again later, or asking others, is right. */
export class UnreachableError extends ClientError<'GUARDIAN_UNREACHABLE' | 'GUARDIAN_TIMEOUT' | 'GUARDIAN_BUSY'> {
  /** How long the guardian asked to be left alone, milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** The guardian's own code, when it answered at all. */
  readonly problemCode: string | undefined;

  /**
   * @param index - the guardian; negative for a node of an invite, whose index is not known yet
   * @param code - why it cannot be asked
   * @param options - what it said, and the error that led to this one
   */
  constructor(
    readonly index: number,
    code: UnreachableError['code'],
    options: ErrorOptions & {
      readonly retryAfterMs?: number | undefined;
      readonly problemCode?: string | undefined;
    } = {},
  ) {
    super(code, `${nameOf(index)} ${UNREACHABLE_WORDS[code]}`, options);
    this.retryAfterMs = options.retryAfterMs;
    this.problemCode = options.problemCode;
  }
}

const UNREACHABLE_WORDS = {
  GUARDIAN_UNREACHABLE: 'cannot be reached',
  GUARDIAN_TIMEOUT: 'did not answer in time',
  GUARDIAN_BUSY: 'cannot serve the request now',
} as const;

/** A guardian's answer is wrong: it lies or is broken. The guardian is the culprit; others may still be right. */
export class InvalidAnswerError extends ClientError<'ANSWER_INVALID'> {
  /**
   * @param index - the culprit; negative for a node of an invite, whose index is not known yet
   * @param reason - what was wrong, such as the code of a ProtocolError
   * @param message - lower case, no secret
   * @param options - the error that led to this one, if any
   */
  constructor(
    readonly index: number,
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super('ANSWER_INVALID', `answer of ${nameOf(index)} is invalid: ${message}`, options);
  }
}

/** Fewer guardians than needed gave a good answer. Retry when more of them are up; the outcomes say which failed how. */
export class TooFewGuardiansError extends ClientError<'TOO_FEW_GUARDIANS'> {
  /**
   * @param step - what they were asked for
   * @param needed - how many distinct guardians are needed
   * @param got - how many gave a good answer
   * @param outcomes - one per guardian
   */
  constructor(
    step: string,
    readonly needed: number,
    readonly got: number,
    readonly outcomes: readonly Outcome<unknown>[],
  ) {
    super('TOO_FEW_GUARDIANS', `${step} needs ${String(needed)} guardians, got ${String(got)}`);
  }
}

/** The memorable information was wrong, and the guess was counted. Ask the person again. */
export class WrongMemorableError extends ClientError<'WRONG_MEMORABLE'> {
  /** @param guessesLeft - guesses until the path locks */
  constructor(readonly guessesLeft: number) {
    super('WRONG_MEMORABLE', `memorable information is wrong, ${String(guessesLeft)} guesses left`);
  }
}

/** All guesses are used up. Only the guardians can unlock the path. */
export class PathLockedError extends ClientError<'PATH_LOCKED'> {
  /** @param limit - the limit in force */
  constructor(readonly limit: number) {
    super('PATH_LOCKED', `path is locked after ${String(limit)} guesses`);
  }
}

/** Not yet: approvals are missing, or the delay still runs. Wait and ask again. */
export class NotApprovedError extends ClientError<'NOT_APPROVED'> {
  /** @param standing - approvals so far and needed; when the delay ends (ms since 1970, null before the certificate) */
  constructor(
    readonly standing: {
      readonly approvals: number;
      readonly approvalsNeeded: number;
      readonly delayEndsAt: number | null;
    },
  ) {
    super(
      'NOT_APPROVED',
      standing.delayEndsAt === null
        ? `claim has ${String(standing.approvals)} of ${String(standing.approvalsNeeded)} approvals`
        : 'the delay of the claim is not over',
    );
  }
}

/** The claim has ended without a release. Only a new claim can help. */
export class ClaimClosedError extends ClientError<'CLAIM_CLOSED'> {
  /** @param status - how it ended */
  constructor(readonly status: 'rejected' | 'vetoed' | 'expired') {
    super('CLAIM_CLOSED', `claim is ${status}`);
  }
}

/** Something the operation needs is missing, unreadable or not valid. Correct it, then call again. */
export class InputError extends ClientError<InputErrorCode> {}

/** Codes that an {@link InputError} can carry. */
export type InputErrorCode = Exclude<
  ClientErrorCode,
  | UnreachableError['code']
  | 'ANSWER_INVALID'
  | 'TOO_FEW_GUARDIANS'
  | 'WRONG_MEMORABLE'
  | 'PATH_LOCKED'
  | 'NOT_APPROVED'
  | 'CLAIM_CLOSED'
>;

function nameOf(index: number): string {
  return index > 0 ? `guardian ${String(index)}` : `node ${String(-index)} of the invite`;
}
