import { encodeBase64url, type SigningKey } from '@wardkeep/crypto';
import { signStatement, type Body, type ParsedStatement, type StatementType } from '@wardkeep/protocol';
import { guardianAt, type TestFederation } from './federation.js';

/** Fields that every statement has; {@link signAsGuardian} and its like fill them in. */
type Filled = 'type' | 'version' | 'federationId' | 'epoch' | 'signer' | 'issuedAt' | 'generation';

/** A statement's own fields. Any common one may be given too, to make it wrong on purpose. */
export type OwnFields<T extends StatementType> = Omit<Body<T>, Filled> & Readonly<Partial<Record<Filled, unknown>>>;

type TypesOf<R extends string> = {
  [T in StatementType]: Body<T>['signer']['role'] extends R ? T : never;
}[StatementType];
/** Types that guardians sign. */
export type GuardianType = TypesOf<'guardian'>;
/** Types that owner keys sign. */
export type OwnerType = TypesOf<'owner'>;
/** Types that session keys sign. */
export type ClaimantType = TypesOf<'claimant'>;

/**
 * Signs a statement as a guardian of a test federation.
 *
 * @param federation - the federation
 * @param index - the guardian
 * @param type - type of statement
 * @param fields - its own fields
 */
export function signAsGuardian<T extends GuardianType>(
  federation: TestFederation,
  index: number,
  type: T,
  fields: OwnFields<T>,
): ParsedStatement<T> {
  const { signing } = guardianAt(federation, index);
  const signer = { role: 'guardian', index, key: encodeBase64url(signing.publicKey) };
  return sign(federation, type, { signer, generation: 1, ...fields }, [signing]);
}

/**
 * Signs a statement as an owner.
 *
 * @param federation - the federation
 * @param key - the owner key
 * @param type - type of statement
 * @param fields - its own fields
 */
export function signAsOwner<T extends OwnerType>(
  federation: TestFederation,
  key: SigningKey,
  type: T,
  fields: OwnFields<T>,
): ParsedStatement<T> {
  return sign(federation, type, { signer: { role: 'owner', key: encodeBase64url(key.publicKey) }, ...fields }, [key]);
}

/**
 * Signs a statement as a claimant.
 *
 * @param federation - the federation
 * @param keys - the session key, then cosigners such as the claim key
 * @param type - type of statement
 * @param fields - its own fields
 */
export function signAsClaimant<T extends ClaimantType>(
  federation: TestFederation,
  keys: readonly [SigningKey, ...SigningKey[]],
  type: T,
  fields: OwnFields<T>,
): ParsedStatement<T> {
  const signer = { role: 'claimant', key: encodeBase64url(keys[0].publicKey) };
  return sign(federation, type, { signer, ...fields }, keys);
}

function sign<T extends StatementType>(
  federation: TestFederation,
  type: T,
  fields: object,
  keys: readonly SigningKey[],
): ParsedStatement<T> {
  const { federationId, epoch } = federation.config;
  const body = { type, version: 1, federationId, epoch, issuedAt: federation.now, ...fields };
  return signStatement(body as unknown as Body<T>, ...keys);
}
