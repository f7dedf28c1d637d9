import { encodeBase64url, sha256, verifyPart, type SealingKeyPair } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { getGuardian, type SealedConfig } from '../federation/config.js';
import { identityDigest } from '../identity/lookup-id.js';
import type { Path } from '../statements/fields.js';
import { requirePayload } from './open-backup.js';
import { openParcel, type HeldParts, type Parcel } from './parcel.js';
import { verifyEpochPart, type PathCommitments, type SoundEpochPart } from './verify-epoch-part.js';
import { verifyManifest, type SoundManifest } from './verify-manifest.js';
import { verifyPolicy, type SoundPolicy } from './verify-policy.js';

/** What an owner's device sends to one guardian. */
export interface EnrolmentRequest {
  readonly manifest: string;
  readonly epochPart: string;
  readonly policy: string;
  /** Sealed to this guardian, base64url. */
  readonly parcel: string;
  /** C. */
  readonly payload: Uint8Array;
}

/** The guardian that checks. */
export interface GuardianSeat {
  readonly config: SealedConfig;
  readonly index: number;
  readonly sealingKey: SealingKeyPair;
}

declare const verified: unique symbol;
/** An enrolment that passed every check of protocol.md §5.6; only {@link verifyEnrolment} makes one. */
export interface VerifiedEnrolment {
  readonly [verified]: true;
  readonly manifest: SoundManifest;
  readonly epochPart: SoundEpochPart;
  readonly policy: SoundPolicy;
  readonly parcel: Parcel;
  readonly payload: Uint8Array;
}

/**
 * All checks that a guardian makes of a new version of a backup before it stores it (protocol.md §5.6), cheapest first.
 *
 * @param request - as it came from outside
 * @param seat - config, index and sealing key of this guardian
 * @param ownerKey - owner key in force; left out for a backup that this guardian does not know
 * @throws ProtocolError as `verifyManifest`, `verifyEpochPart`, `verifyPolicy`, and PAYLOAD_TOO_LARGE,
 * PAYLOAD_DIGEST_MISMATCH, PARCEL_UNREADABLE, PARTS_INVALID, IDENTITY_MISMATCH, SHARD_DIGEST_MISMATCH, COMMITMENT_MISMATCH
 * @throws CryptoError POINT_INVALID, POINT_IDENTITY
 */
export async function verifyEnrolment(
  request: EnrolmentRequest,
  seat: GuardianSeat,
  ownerKey?: string,
): Promise<VerifiedEnrolment> {
  const { config } = seat;
  const { federationId, epoch, policies } = config;
  const { payload } = request;
  if (payload.length > policies.payloadBytes) {
    throw new ProtocolError(
      'PAYLOAD_TOO_LARGE',
      `payload must be at most ${String(policies.payloadBytes)} bytes, got ${String(payload.length)}`,
    );
  }
  const manifest = verifyManifest(request.manifest, {
    federationId,
    epoch,
    ...(ownerKey === undefined ? {} : { ownerKey }),
  });
  const { header } = manifest.body;
  const epochPart = verifyEpochPart(request.epochPart, manifest, config);
  const policy = verifyPolicy(request.policy, config, header);
  requirePayload(payload, manifest.body.payload);
  const context = {
    federationId,
    epoch,
    sender: header.ownerKey,
    recipient: getGuardian(config, seat.index).sealingKey,
    subject: manifest.id,
  };
  const parcel = await openParcel(context, seat.sealingKey, request.parcel);
  requireParcel(parcel, manifest, epochPart, seat.index);
  return { manifest, epochPart, policy, parcel, payload } as unknown as VerifiedEnrolment;
}

function requireParcel(parcel: Parcel, manifest: SoundManifest, epochPart: SoundEpochPart, index: number): void {
  const digest = encodeBase64url(identityDigest(parcel.lookupId, parcel.nonce));
  if (digest !== manifest.body.header.identityDigest) {
    throw new ProtocolError('IDENTITY_MISMATCH', 'parcel is for another identity than the manifest');
  }
  if (parcel.paths.size !== epochPart.paths.size) {
    throw new ProtocolError('PARTS_INVALID', 'parcel and manifest must name the same paths');
  }
  for (const [path, commitments] of epochPart.paths) {
    const held = parcel.paths.get(path);
    if (held === undefined) throw new ProtocolError('PARTS_INVALID', `parcel lacks path ${path}`);
    requireParts(path, held, commitments, index);
  }
}

/** Shard against its digest, kᵢ and sᵢ against their commitments. */
function requireParts(path: Path, held: HeldParts, commitments: PathCommitments, index: number): void {
  if (encodeBase64url(sha256(held.shard.reveal())) !== commitments.shardDigests.get(index)) {
    throw new ProtocolError('SHARD_DIGEST_MISMATCH', `shard of path ${path} is not the one that the epoch part names`);
  }
  if (
    !verifyPart(held.oprfPart, index, commitments.oprf) ||
    !verifyPart(held.releasePart, index, commitments.release)
  ) {
    throw new ProtocolError('COMMITMENT_MISMATCH', `parts of path ${path} do not fit the commitments`);
  }
}
