import {
  concatBytes,
  decodeBase64url,
  encodeBase64url,
  generateSealingKeyPair,
  generateSigningKeyPair,
  requireSealingKey,
  sha256,
  sixWords,
  utf8,
  type Rng,
  type SealingKeyPair,
  type SigningKey,
} from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import type { SealedConfig } from '../federation/config.js';
import { identityDigest, lookupId, normalizeIdentity, type IdentityInput, type LookupId } from '../identity/index.js';
import { LIMITS } from '../limits.js';
import { sealedDigest } from '../sealing/seal.js';
import {
  parseEnvelopeOf,
  signStatement,
  type ParsedStatement,
  type VerifiedStatement,
} from '../statements/envelope.js';
import type { SealingKeyText, SigningKeyText, StatementId } from '../statements/fields.js';
import { verifyParsed } from '../statements/verify.js';
import { sealClaimParcel, type ClaimantDetails } from './claim-parcel.js';
import { sealEvidence, type EvidenceInput, type SealedEvidence } from './evidence.js';

/** The keys that a claim lives by. Whoever has them is the claimant. */
export interface ClaimSession {
  readonly signing: SigningKey;
  readonly sealing: SealingKeyPair;
}

/** A sealed parcel and the guardian that it is for. */
export interface ClaimParcel {
  readonly index: number;
  readonly sealed: string;
}

/** A claim as its claimant made it. */
export interface BuiltClaim {
  readonly claim: ParsedStatement<'claim'>;
  /** One for each guardian, sorted by index. */
  readonly parcels: readonly ClaimParcel[];
  /** To be uploaded to every guardian. */
  readonly evidence: readonly SealedEvidence[];
  readonly session: ClaimSession;
  /** Of the claimed identity; a secret, for enrolling again after the recovery. */
  readonly lookupId: LookupId;
}

/** A claim that is well made: signed by its own session key, for this federation, with a parcel for every guardian. */
export type VerifiedClaim = VerifiedStatement<'claim'>;

/** What a claim is made of. */
export interface ClaimInput {
  readonly config: SealedConfig;
  readonly identity: IdentityInput;
  /** How guardians can reach the claimant; may be empty. */
  readonly contact: string;
  /** Documents for the guardians, at most 10. */
  readonly evidence?: readonly EvidenceInput[];
  /** Made by guardians who practise, under an invented identity. */
  readonly practice?: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Makes a claim on the recovery path: fresh session keys, the identity digest, and the identity sealed to each guardian. One
 * Argon2id call.
 *
 * @param input - federation, identity and contact
 * @param rng - for keys and the nonce
 * @throws ProtocolError as `normalizeIdentity`, and CLAIM_INVALID, EVIDENCE_TOO_LARGE
 */
export async function buildClaim(input: ClaimInput, rng: Rng): Promise<BuiltClaim> {
  const { config, identity, contact, now } = input;
  const { canonical } = normalizeIdentity(identity, now);
  const session = { signing: generateSigningKeyPair(rng), sealing: generateSealingKeyPair(rng) };
  const sessionKey = encodeBase64url(session.signing.publicKey) as SigningKeyText;
  const nonce = rng.bytes(32);
  const found = await lookupId(canonical, decodeBase64url(config.federationId));
  const digest = encodeBase64url(identityDigest(found, nonce));
  const evidence = (input.evidence ?? []).map((each) => sealEvidence(each, rng));
  const keys = evidence.map(({ item, key }) => ({ digest: item.digest, key }));
  const details: ClaimantDetails = { identity, nonce: encodeBase64url(nonce), contact, evidence: keys };
  const parcels = await Promise.all(
    config.guardians.map(async ({ index, sealingKey: recipient }) => {
      const context = {
        federationId: config.federationId,
        epoch: config.epoch,
        sessionKey,
        recipient,
        identityDigest: digest,
      };
      return { index, sealed: await sealClaimParcel(context, details) };
    }),
  );
  const claim = signStatement<'claim'>(
    {
      type: 'claim',
      version: 1,
      federationId: config.federationId,
      epoch: config.epoch,
      signer: { role: 'claimant', key: sessionKey },
      issuedAt: now,
      kind: 'recovery',
      path: 'recovery',
      configId: config.id,
      sealingKey: encodeBase64url(session.sealing.publicKey) as SealingKeyText,
      identityDigest: digest,
      executorDigest: null,
      parcelDigests: parcels.map(({ index, sealed }) => ({ index, digest: sealedDigest(sealed) })),
      evidence: evidence.map(({ item }) => item),
      ...(input.practice === true ? { practice: true as const } : {}),
    },
    session.signing,
  );
  return { claim, parcels, evidence, session, lookupId: found };
}

/**
 * Reads a claim. Its session key is fresh, so the signature only proves that one device made it; guardians decide the rest.
 *
 * @param text - canonical text of the envelope
 * @param config - the config in force
 * @throws ProtocolError as `verifyStatement`, WRONG_CONFIG, CLAIM_INVALID
 */
export function verifyClaim(text: string, config: SealedConfig): VerifiedClaim {
  return verifyParsedClaim(parseEnvelopeOf(text, 'claim'), config);
}

/**
 * As {@link verifyClaim}, of a claim that is parsed already.
 *
 * @param parsed - the claim
 * @param config - the config in force
 */
export function verifyParsedClaim(parsed: ParsedStatement<'claim'>, config: SealedConfig): VerifiedClaim {
  const { body } = parsed;
  const expected = { federationId: config.federationId, epoch: config.epoch, signerKey: body.signer.key };
  const claim = verifyParsed(parsed, expected);
  if (body.configId !== config.id) throw new ProtocolError('WRONG_CONFIG', 'claim names another config');
  if (body.kind !== 'recovery' || body.path !== 'recovery' || body.executorDigest !== null) {
    throw new ProtocolError('CLAIM_INVALID', 'claim must be a recovery claim on the recovery path');
  }
  const indexes = body.parcelDigests.map(({ index }) => index);
  const wanted = config.guardians.map(({ index }) => index);
  try {
    requireSealingKey(decodeBase64url(body.sealingKey));
  } catch (cause) {
    throw new ProtocolError('CLAIM_INVALID', 'sealingKey of the claim must not be of small order', { cause });
  }
  if (indexes.length !== wanted.length || indexes.some((index, at) => index !== wanted[at])) {
    throw new ProtocolError('CLAIM_INVALID', 'claim must have one parcel for every guardian');
  }
  return claim;
}

/**
 * Checks that the parcels beside a claim are those that it was signed with.
 *
 * @param claim - a verified claim
 * @param parcels - what travelled beside it
 * @throws ProtocolError CLAIM_INVALID
 */
export function verifyClaimParcels(claim: VerifiedClaim, parcels: readonly ClaimParcel[]): void {
  const { parcelDigests } = claim.body;
  const matches = (parcel: ClaimParcel, at: number): boolean =>
    parcelDigests[at]?.index === parcel.index && parcelDigests[at].digest === sealedDigest(parcel.sealed);
  if (parcels.length !== parcelDigests.length || !parcels.every(matches)) {
    throw new ProtocolError('CLAIM_INVALID', 'claim parcels must be those that the claim names');
  }
}

/**
 * Refuses a statement whose clock differs too much from this one. Only for what comes straight from a device.
 *
 * @param issuedAt - the statement's time, milliseconds since 1970
 * @param now - the present time, milliseconds since 1970
 * @throws ProtocolError CLOCK_SKEW
 */
export function requireFresh(issuedAt: number, now: number): void {
  if (Math.abs(now - issuedAt) > LIMITS.clockSkewSeconds * 1000) {
    throw new ProtocolError('CLOCK_SKEW', `clocks must agree within ${String(LIMITS.clockSkewSeconds)} seconds`);
  }
}

/**
 * Six words that the claimant reads aloud and the guardian compares: a fingerprint of the claim and so of its session keys.
 *
 * @param claimId - id of the claim statement
 */
export function verificationWords(claimId: StatementId | string): readonly string[] {
  return sixWords(sha256(concatBytes(utf8('wardkeep/1/words'), decodeBase64url(claimId))));
}
