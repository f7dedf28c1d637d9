/**
 * Every code a {@link ProtocolError} can carry, grouped by what was being read when it was raised.
 *
 * The list is closed: a caller may switch over it exhaustively, and every code has a test that reaches it.
 */
export const PROTOCOL_ERROR_CODES = [
  // Statements: the bytes are wrong.
  'STATEMENT_MALFORMED',
  'STATEMENT_NOT_CANONICAL',
  'STATEMENT_TOO_LARGE',
  'UNSUPPORTED_VERSION',
  // Statements: the bytes are right, but not allowed.
  'SIGNATURE_INVALID',
  'SIGNATURE_MISSING',
  'WRONG_TYPE',
  'WRONG_SIGNER',
  'WRONG_FEDERATION',
  'WRONG_EPOCH',
  'WRONG_CONFIG',
  'WRONG_SUBJECT',
  'WRONG_NONCE',
  'CLOCK_SKEW',
  'EQUIVOCATION_UNPROVEN',
  // Federation.
  'FEDERATION_SIZE_INVALID',
  'GUARDIAN_INDEX_INVALID',
  'GUARDIAN_DUPLICATE',
  'GUARDIAN_UNKNOWN',
  'LIMIT_INVALID',
  'CARD_INVALID',
  'CONFIG_INVALID',
  'CONFIG_CHAIN_BROKEN',
  'EPOCH_STALE',
  'EPOCH_UNSUPPORTED',
  // Identity.
  'IDENTITY_MALFORMED',
  'IDENTITY_DATE_INVALID',
  'IDENTITY_MISMATCH',
  'SCRIPT_NOT_SUPPORTED',
  'MRZ_MALFORMED',
  'NONCE_LENGTH',
  // Memorable information.
  'MEMORABLE_EMPTY',
  'MEMORABLE_TOO_LONG',
  'MEMORABLE_CONTROL_CHARACTER',
  'MEMORABLE_MALFORMED',
  'MEMORABLE_REUSED',
  // Invite code.
  'INVITE_PREFIX',
  'INVITE_MALFORMED',
  'INVITE_ALTERED',
  'INVITE_TRUNCATED',
  'INVITE_URL_INVALID',
  'INVITE_EXPIRED',
  // Enrolment.
  'MANIFEST_INVALID',
  'MANIFEST_MAC_INVALID',
  'KDF_TOO_WEAK',
  'KDF_TOO_COSTLY',
  'PARCEL_UNREADABLE',
  'PAYLOAD_DIGEST_MISMATCH',
  'SHARDS_MISMATCH',
  'BUNDLE_INVALID',
  'PAYLOAD_TOO_LARGE',
  'POLICY_INVALID',
  'POLICY_STALE',
  'PARTS_INVALID',
  'COMMITMENT_MISMATCH',
  'SHARD_DIGEST_MISMATCH',
  'RECEIPT_INVALID',
  'RECEIPTS_TOO_FEW',
  // Recovery.
  'CLAIM_INVALID',
  'CLAIM_EXPIRED',
  'VOTE_INVALID',
  'VOTE_AFTER_REJECT',
  'QUORUM_NOT_REACHED',
  'DELAY_NOT_OVER',
  'CLAIM_VETOED',
  'EVIDENCE_TOO_LARGE',
  'TICKET_INVALID',
  'TICKETS_TOO_FEW',
  'EVALUATION_INVALID',
  'WRONG_MEMORABLE',
  'RELEASE_INVALID',
  'TRANSITION_INVALID',
  // Portal.
  'PORTAL_INVALID',
] as const;

/** One code of the closed list {@link PROTOCOL_ERROR_CODES}. */
export type ProtocolErrorCode = (typeof PROTOCOL_ERROR_CODES)[number];

/**
 * A value that the protocol refuses.
 *
 * Callers decide by {@link ProtocolError.code}, never by the message. The message names the field and the bound and holds
 * no secret, so it may be logged.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';

  /** What was wrong. */
  readonly code: ProtocolErrorCode;

  /**
   * @param code - what was wrong
   * @param message - lower case, no full stop, no secret; names the field and the bound
   * @param options - the error that led to this one, if any
   */
  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Says whether a thrown value is a {@link ProtocolError}, and optionally one with a given code.
 *
 * @param error - anything that was caught
 * @param code - the code to ask for; any code when left out
 * @returns whether it is such an error
 */
export function isProtocolError(error: unknown, code?: ProtocolErrorCode): error is ProtocolError {
  return error instanceof ProtocolError && (code === undefined || error.code === code);
}
