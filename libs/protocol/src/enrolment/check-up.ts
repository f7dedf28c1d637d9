import {
  canonicalize,
  commitmentAt,
  decodeBase64url,
  encodeBase64url,
  proveScalar,
  sha256,
  utf8,
  verifyScalarProof,
  type Rng,
} from '@wardkeep/crypto';
import type { FederationId, Path, StatementId } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';
import type { HeldParts } from './parcel.js';
import type { SoundEpochPart } from './verify-epoch-part.js';

/** One path of one backup in a `health` statement. */
export type HeldPath = Body<'health'>['backups'][number]['paths'][number];

/** What a proof of holding is bound to, so that it answers one question of one owner only. */
export interface ProofContext {
  readonly federationId: FederationId;
  /** The owner's, from the check-up request. */
  readonly nonce: string;
  readonly manifestId: StatementId;
  readonly path: Path;
  /** Of the guardian. */
  readonly index: number;
}

/**
 * Proves that a guardian still holds kᵢ, sᵢ and its shard (protocol.md §5, check-up).
 *
 * @param context - what the proofs are for
 * @param held - what the guardian holds
 * @param epochPart - for the public points
 * @param rng - for the proofs
 */
export function proveHeld(context: ProofContext, held: HeldParts, epochPart: SoundEpochPart, rng: Rng): HeldPath {
  const { path, index } = context;
  const commitments = epochPart.paths.get(path);
  if (commitments === undefined) throw new Error(`epoch part has no path ${path}`);
  const bound = bytesOf(context);
  return {
    path,
    shardDigest: encodeBase64url(sha256(held.shard.reveal())),
    oprfProof: encodeBase64url(proveScalar(held.oprfPart, commitmentAt(commitments.oprf, index), bound, rng)),
    releaseProof: encodeBase64url(proveScalar(held.releasePart, commitmentAt(commitments.release, index), bound, rng)),
  };
}

/**
 * Checks what {@link proveHeld} made. A digest alone could be copied from the epoch part; the proofs cannot.
 *
 * @param context - the expected context
 * @param claimed - from the guardian's `health` statement
 * @param epochPart - the owner's own
 * @returns whether the guardian holds the parts that the owner gave it
 */
export function isHeld(context: ProofContext, claimed: HeldPath, epochPart: SoundEpochPart): boolean {
  const { path, index } = context;
  const commitments = epochPart.paths.get(path);
  if (commitments === undefined || claimed.path !== path) return false;
  if (claimed.shardDigest !== commitments.shardDigests.get(index)) return false;
  const bound = bytesOf(context);
  return (
    verifyScalarProof(commitmentAt(commitments.oprf, index), bound, decodeBase64url(claimed.oprfProof)) &&
    verifyScalarProof(commitmentAt(commitments.release, index), bound, decodeBase64url(claimed.releaseProof))
  );
}

function bytesOf({ federationId, nonce, manifestId, path, index }: ProofContext): Uint8Array {
  return utf8(canonicalize({ federationId, nonce, manifestId, path, index }));
}
