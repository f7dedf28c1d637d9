/** Why a node refuses to start, or a folder to be made. */
export type StartErrorCode =
  | 'ALREADY_INITIALISED'
  | 'ALREADY_RUNNING'
  | 'CONFIG_INVALID'
  | 'DATABASE_UNAVAILABLE'
  | 'KEY_FILE_INVALID'
  | 'KEY_FILE_PERMISSIONS'
  | 'KEYS_MISSING'
  | 'NOT_INITIALISED'
  | 'PORT_IN_USE'
  | 'ROUTES_UNSAFE'
  | 'TLS_REQUIRED'
  | 'USAGE';

/** A refusal to start; the operator sees code and message on standard error. */
export class StartError extends Error {
  override readonly name = 'StartError';

  /**
   * @param code - What is wrong.
   * @param message - Lower case, no full stop, no secret; says what to do.
   * @param options - The fault underneath.
   */
  constructor(
    readonly code: StartErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
