import { encodeBase64url, sha256, type PointBytes } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import type { SealedConfig } from '../federation/config.js';
import {
  parseEnvelopeOf,
  signStatement,
  type ParsedStatement,
  type VerifiedStatement,
} from '../statements/envelope.js';
import type { Path, SigningKeyText, StatementId } from '../statements/fields.js';
import { verifyParsed } from '../statements/verify.js';
import type { SigningKey } from '@wardkeep/crypto';

/** What an attempt is: one α on one number on one path of one core, under one config and one claim. */
export interface AttemptFields {
  readonly configId: StatementId;
  readonly manifestId: StatementId;
  readonly path: Path;
  readonly attempt: number;
  readonly claimId: StatementId;
  /** SHA-256 of α, base64url. */
  readonly alphaDigest: string;
}

const FIELDS = ['configId', 'manifestId', 'path', 'attempt', 'claimId', 'alphaDigest'] as const;

/**
 * Whether two attempts are the same in every field.
 *
 * @param a - one
 * @param b - the other
 */
export function isSameAttempt(a: AttemptFields, b: AttemptFields): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}

/**
 * The fields of an attempt, out of a statement that carries more.
 *
 * @param body - of an attempt request, a ticket or an evaluation
 */
export function attemptFieldsOf(body: AttemptFields): AttemptFields {
  const { configId, manifestId, path, attempt, claimId, alphaDigest } = body;
  return { configId, manifestId, path, attempt, claimId, alphaDigest };
}

/**
 * SHA-256 of a blinded element, as attempts name it.
 *
 * @param alpha - the blinded element
 */
export function alphaDigestOf(alpha: PointBytes | Uint8Array): string {
  return encodeBase64url(sha256(alpha));
}

/**
 * Makes the request for tickets on one attempt; the same text goes to every guardian.
 *
 * @param fields - the attempt
 * @param config - the config in force
 * @param session - signing key of the claim
 * @param now - the present time, milliseconds since 1970
 */
export function buildAttemptRequest(
  fields: AttemptFields,
  config: SealedConfig,
  session: SigningKey,
  now: number,
): ParsedStatement<'attempt-request'> {
  return signStatement<'attempt-request'>(
    {
      type: 'attempt-request',
      version: 1,
      federationId: config.federationId,
      epoch: config.epoch,
      signer: { role: 'claimant', key: encodeBase64url(session.publicKey) as SigningKeyText },
      issuedAt: now,
      ...attemptFieldsOf(fields),
    },
    session,
  );
}

/** A claimant's request that its claim's session key has signed; only {@link verifyAttemptRequest} makes one. */
export type AttemptRequest = VerifiedStatement<'attempt-request'>;

/**
 * Checks an attempt request against the claim that it names.
 *
 * @param request - canonical text of the envelope, or the parsed statement
 * @param expected - the config in force and the claim's id and session key
 * @throws ProtocolError as `verifyStatement`, WRONG_CONFIG, WRONG_SUBJECT
 */
export function verifyAttemptRequest(
  request: string | ParsedStatement<'attempt-request'>,
  expected: { readonly config: SealedConfig; readonly claimId: string; readonly sessionKey: string },
): AttemptRequest {
  const { config, claimId, sessionKey } = expected;
  const parsed = typeof request === 'string' ? parseEnvelopeOf(request, 'attempt-request') : request;
  const verified = verifyParsed(parsed, {
    federationId: config.federationId,
    epoch: config.epoch,
    signerKey: sessionKey,
  });
  if (verified.body.claimId !== claimId)
    throw new ProtocolError('WRONG_SUBJECT', 'attempt request is of another claim');
  if (verified.body.configId !== config.id)
    throw new ProtocolError('WRONG_CONFIG', 'attempt request names another config');
  return verified;
}
