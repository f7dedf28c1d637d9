/** Every reason for which this package refuses something. Closed: each code is reached by a test. */
export const cryptoErrorCodes = Object.freeze([
  'AEAD_FAILED',
  'BECH32_CHECKSUM',
  'BECH32_MALFORMED',
  'BECH32_MIXED_CASE',
  'BECH32_PREFIX',
  'BYTES_MALFORMED',
  'CHECKPOINT_MALFORMED',
  'HPKE_FAILED',
  'INDEX_INVALID',
  'JSON_NOT_CANONICAL',
  'JSON_UNSUPPORTED',
  'NOT_READY',
  'PADDING_INVALID',
  'PARAMETER_INVALID',
  'POINT_IDENTITY',
  'POINT_INVALID',
  'SCALAR_INVALID',
  'SHARDS_INVALID',
  'SIGNATURE_INVALID',
  'WORDS_INVALID',
] as const);

/** One of {@link cryptoErrorCodes}. */
export type CryptoErrorCode = (typeof cryptoErrorCodes)[number];

/** The only error that this package throws on purpose. Its message never carries a secret. */
export class CryptoError extends Error {
  /** What went wrong, for programs. */
  readonly code: CryptoErrorCode;

  /**
   * @param code - the reason, from the closed list
   * @param message - lower case, names the field and the bound, no secret
   */
  constructor(code: CryptoErrorCode, message: string) {
    super(message);
    this.name = 'CryptoError';
    this.code = code;
  }
}
