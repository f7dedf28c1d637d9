import { encodeBase64url, type Rng, type SigningKey } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import type { SealedConfig } from '../federation/config.js';
import {
  parseEnvelopeOf,
  signStatement,
  type ParsedStatement,
  type VerifiedStatement,
} from '../statements/envelope.js';
import type { BackupId, Path, SigningKeyText, StatementId } from '../statements/fields.js';
import { verifyParsed } from '../statements/verify.js';

/** The keys that sign together: the claim's session key and the claim key that the memorable information gave. */
export interface ClaimKeys {
  readonly session: SigningKey;
  readonly claimKey: SigningKey;
}

/** What a claimant asks one guardian for. */
export interface ReleaseWanted {
  readonly claimId: StatementId;
  readonly manifestId: StatementId;
  readonly path: Path;
  /** The attempt that found the claim key. */
  readonly attempt: number;
  readonly guardianIndex: number;
}

/** Keys and subject that a statement of a claimant must have. */
export interface ExpectedClaimant {
  readonly config: SealedConfig;
  readonly claimId: string;
  /** Session key of the claim, base64url. */
  readonly sessionKey: string;
  readonly manifestId: string;
  readonly path: Path;
  /** Claim key of the path, from the manifest header, base64url. */
  readonly claimKey: string;
}

/**
 * Makes the request for one guardian's parts: proof of the memorable information, bound to claim, core, path and guardian.
 * Sign it only after claim key and manifest HMAC were compared.
 *
 * @param wanted - whose parts of which path
 * @param config - the config in force
 * @param keys - session key and claim key
 * @param now - the present time, milliseconds since 1970
 * @param rng - for the nonce
 */
export function buildReleaseRequest(
  wanted: ReleaseWanted,
  config: SealedConfig,
  keys: ClaimKeys,
  now: number,
  rng: Rng,
): ParsedStatement<'release-request'> {
  const { claimId, manifestId, path, attempt, guardianIndex } = wanted;
  const body = { claimId, manifestId, path, attempt, guardianIndex, nonce: encodeBase64url(rng.bytes(32)) };
  return signStatement<'release-request'>(
    { type: 'release-request', ...claimantFields(config, keys, now), ...body },
    keys.session,
    keys.claimKey,
  );
}

/** A request signed by session key and claim key; only {@link verifyReleaseRequest} makes one. */
export type ReleaseRequest = VerifiedStatement<'release-request'>;

/**
 * Checks a release request.
 *
 * @param request - canonical text of the envelope, or the parsed statement
 * @param expected - the claim, the core and path, and their keys
 * @param index - the guardian that is asked; any when left out, for a request that was logged elsewhere
 * @throws ProtocolError as `verifyStatement`, WRONG_SUBJECT
 */
export function verifyReleaseRequest(
  request: string | ParsedStatement<'release-request'>,
  expected: ExpectedClaimant,
  index?: number,
): ReleaseRequest {
  const parsed = typeof request === 'string' ? parseEnvelopeOf(request, 'release-request') : request;
  const verified = verifyParsed(parsed, signersOf(expected));
  requireSubject(verified.body, expected);
  if (index !== undefined && verified.body.guardianIndex !== index) {
    throw new ProtocolError('WRONG_SUBJECT', 'release request is for another guardian');
  }
  return verified;
}

/** What a released claim makes of the backup's ownership. */
export interface OwnerKeyWanted {
  readonly claimId: StatementId;
  readonly manifestId: StatementId;
  readonly path: Path;
  readonly backupId: BackupId;
  readonly newOwnerKey: SigningKeyText;
}

/**
 * Makes the statement with which a released claim replaces the owner key of its backup (protocol.md §6.6).
 *
 * @param wanted - which backup, and the new key
 * @param config - the config in force
 * @param keys - session key and claim key
 * @param now - the present time, milliseconds since 1970
 */
export function buildOwnerKey(
  wanted: OwnerKeyWanted,
  config: SealedConfig,
  keys: ClaimKeys,
  now: number,
): ParsedStatement<'owner-key'> {
  const { claimId, manifestId, path, backupId, newOwnerKey } = wanted;
  const body = { claimId, manifestId, path, backupId, newOwnerKey };
  return signStatement<'owner-key'>(
    { type: 'owner-key', ...claimantFields(config, keys, now), ...body },
    keys.session,
    keys.claimKey,
  );
}

/** An owner key's replacement, signed by session key and claim key; only {@link verifyOwnerKey} makes one. */
export type OwnerKeyChange = VerifiedStatement<'owner-key'>;

/**
 * Checks the replacement of an owner key.
 *
 * @param statement - the parsed statement
 * @param expected - the claim, the core and path, and their keys
 * @param backupId - the backup that the core belongs to
 * @throws ProtocolError as `verifyParsed`, WRONG_SUBJECT
 */
export function verifyOwnerKey(
  statement: ParsedStatement<'owner-key'>,
  expected: ExpectedClaimant,
  backupId: string,
): OwnerKeyChange {
  const verified = verifyParsed(statement, signersOf(expected));
  requireSubject(verified.body, expected);
  if (verified.body.backupId !== backupId) throw new ProtocolError('WRONG_SUBJECT', 'owner key is of another backup');
  return verified;
}

function claimantFields(config: SealedConfig, keys: ClaimKeys, now: number) {
  return {
    version: 1 as const,
    federationId: config.federationId,
    epoch: config.epoch,
    signer: { role: 'claimant' as const, key: encodeBase64url(keys.session.publicKey) as SigningKeyText },
    issuedAt: now,
  };
}

function signersOf({ config, sessionKey, claimKey }: ExpectedClaimant) {
  return { federationId: config.federationId, epoch: config.epoch, signerKey: sessionKey, cosignerKeys: [claimKey] };
}

function requireSubject(
  body: { readonly claimId: string; readonly manifestId: string; readonly path: Path },
  expected: ExpectedClaimant,
): void {
  if (body.claimId !== expected.claimId) throw new ProtocolError('WRONG_SUBJECT', 'statement is of another claim');
  if (body.manifestId !== expected.manifestId || body.path !== expected.path) {
    throw new ProtocolError('WRONG_SUBJECT', 'statement is of another backup or path');
  }
}
