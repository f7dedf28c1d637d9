import { ProtocolError } from '../errors.js';
import { conflictKey } from './conflict.js';
import { isSignedBy, type ParsedStatement } from './envelope.js';
import type { SigningKeyText, StatementId } from './fields.js';

declare const proven: unique symbol;
/** Two statements that one signer must not both make; only {@link verifyEquivocation} makes one. */
export interface EquivocationEvidence {
  readonly [proven]: true;
  readonly conflictKey: string;
  readonly signerKey: SigningKeyText;
  /** Sorted, so that the same evidence found twice is equal. */
  readonly ids: readonly [StatementId, StatementId];
}

/**
 * Checks that two statements prove equivocation: one signer, one conflict key, two ids, both signatures good. Nobody can
 * be framed by it, since both were signed by the key that they accuse.
 *
 * @param a - a parsed statement
 * @param b - another one
 * @throws ProtocolError EQUIVOCATION_UNPROVEN when they do not conflict; SIGNATURE_INVALID when one was not signed
 */
export function verifyEquivocation(a: ParsedStatement, b: ParsedStatement): EquivocationEvidence {
  const key = conflictKey(a.body);
  if (key === null || key !== conflictKey(b.body)) {
    throw new ProtocolError('EQUIVOCATION_UNPROVEN', 'statements do not conflict');
  }
  if (a.id === b.id) throw new ProtocolError('EQUIVOCATION_UNPROVEN', 'statements are one and the same');
  if (a.body.federationId !== b.body.federationId) {
    throw new ProtocolError('EQUIVOCATION_UNPROVEN', 'statements are of two federations');
  }
  const signerKey = a.body.signer.key;
  if (!isSignedBy(a, signerKey) || !isSignedBy(b, signerKey)) {
    throw new ProtocolError('SIGNATURE_INVALID', 'a statement is not signed by the key that it names');
  }
  const ids = a.id < b.id ? [a.id, b.id] : [b.id, a.id];
  return { conflictKey: key, signerKey, ids } as unknown as EquivocationEvidence;
}
