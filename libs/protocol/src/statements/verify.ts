import { ProtocolError } from '../errors.js';
import { isSignedBy, parseEnvelopeOf, type ParsedStatement, type VerifiedStatement } from './envelope.js';
import type { FederationId } from './fields.js';
import type { StatementType } from './registry.js';

/** What the caller knows before it reads the statement (house rule: expected values are arguments). */
export interface Expected {
  readonly federationId: FederationId | null;
  /** Key that must have signed, base64url. */
  readonly signerKey: string;
  /** Other keys that must have signed too, base64url. */
  readonly cosignerKeys?: readonly string[];
  /** Epoch that the statement must name; left out where any epoch is allowed. */
  readonly epoch?: number;
}

/**
 * Checks a parsed statement against what is expected of it. Signatures of other keys are refused, save on a config, which
 * gathers those of its guardians: they would give one statement many texts and could fill what it is carried in.
 *
 * @param statement - a parsed statement
 * @param expected - federation, signer and epoch that the caller expects
 * @throws ProtocolError WRONG_FEDERATION, WRONG_EPOCH, WRONG_SIGNER, SIGNATURE_MISSING, SIGNATURE_INVALID
 */
export function verifyParsed<T extends StatementType>(
  statement: ParsedStatement<T>,
  expected: Expected,
): VerifiedStatement<T> {
  const body = (statement as ParsedStatement).body;
  if (body.federationId !== expected.federationId) {
    throw new ProtocolError('WRONG_FEDERATION', `${body.type} is of another federation`);
  }
  if (expected.epoch !== undefined && body.epoch !== expected.epoch) {
    throw new ProtocolError(
      'WRONG_EPOCH',
      `${body.type} must be of epoch ${String(expected.epoch)}, got ${String(body.epoch)}`,
    );
  }
  if (body.signer.key !== expected.signerKey) {
    throw new ProtocolError('WRONG_SIGNER', `${body.type} is signed by another key than expected`);
  }
  const keys = new Set<string>([expected.signerKey, ...(expected.cosignerKeys ?? [])]);
  for (const key of keys) {
    if (!statement.signatures.some((signature) => signature.key === key)) {
      throw new ProtocolError('SIGNATURE_MISSING', `${body.type} lacks the signature of an expected key`);
    }
    if (!isSignedBy(statement, key)) {
      throw new ProtocolError('SIGNATURE_INVALID', `signature of ${body.type} does not verify`);
    }
  }
  if (body.type !== 'federation-config' && statement.signatures.length !== keys.size) {
    throw new ProtocolError('SIGNATURE_INVALID', `${body.type} carries signatures beside those that are expected`);
  }
  return statement as VerifiedStatement<T>;
}

/**
 * Reads a statement of one type and checks it against what is expected of it.
 *
 * @param text - canonical text of the envelope
 * @param type - the expected type
 * @param expected - federation, signer and epoch that the caller expects
 * @throws ProtocolError as `parseEnvelopeOf` and {@link verifyParsed}
 */
export function verifyStatement<T extends StatementType>(
  text: string,
  type: T,
  expected: Expected,
): VerifiedStatement<T> {
  return verifyParsed(parseEnvelopeOf(text, type), expected);
}
