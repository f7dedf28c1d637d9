import {
  combineParts,
  CryptoError,
  decodeBase64url,
  encodeBase64url,
  equalBytes,
  fromUtf8,
  multiplyBase,
  parseScalar,
  sha256,
  utf8,
  verifyPart,
  type PointBytes,
  type ScalarBytes,
  type SealingKeyPair,
  type SecretBytes,
} from '@wardkeep/crypto';
import * as z from 'zod';
import { ProtocolError } from '../errors.js';
import { verifyGuardianStatement, type SealedConfig } from '../federation/config.js';
import { parseGuardianIndex, type FederationSize, type GuardianIndex } from '../federation-size.js';
import { openSealed, sealedDigest, sealTo, type SealContext } from '../sealing/seal.js';
import type { VerifiedStatement } from '../statements/envelope.js';
import { base64urlUpTo, scalarField, type Path } from '../statements/fields.js';

const partsSchema = z.strictObject({ shard: base64urlUpTo(256), s: scalarField });

/** Between whom released parts travel, and for which request. */
export interface ReleaseContext {
  readonly federationId: string;
  readonly epoch: number;
  /** Signing key of the guardian, base64url. */
  readonly guardianKey: string;
  /** Sealing session key of the claim, base64url. */
  readonly recipient: string;
  /** Id of the release request. */
  readonly requestId: string;
}

/**
 * Seals a guardian's shard and its part of s to the session key of a claim.
 *
 * @param context - claim, guardian and request
 * @param parts - what this guardian holds of the path
 * @returns base64url
 */
export async function sealReleasedParts(
  context: ReleaseContext,
  parts: { readonly shard: SecretBytes; readonly releasePart: ScalarBytes },
): Promise<string> {
  const content = { shard: encodeBase64url(parts.shard.reveal()), s: encodeBase64url(parts.releasePart) };
  const plaintext = utf8(JSON.stringify(content));
  try {
    return await sealTo(sealContext(context), plaintext);
  } finally {
    plaintext.fill(0);
  }
}

/** What the released parts of one guardian must be. */
export interface ExpectedRelease {
  readonly config: SealedConfig;
  readonly index: number;
  readonly claimId: string;
  readonly manifestId: string;
  readonly path: Path;
  readonly requestId: string;
  /** Digest of this guardian's shard, from the epoch part, base64url. */
  readonly shardDigest: string;
  /** S: Feldman commitments to s of this path in this epoch. */
  readonly commitments: readonly PointBytes[];
}

/** One guardian's parts, checked against digest and commitments; only {@link openReleasedParts} makes them. */
export interface ReleasedParts {
  readonly guardian: GuardianIndex;
  readonly shard: Uint8Array;
  readonly releasePart: ScalarBytes;
  readonly statement: VerifiedStatement<'release'>;
}

/**
 * Checks a guardian's release statement, opens what was sealed, and checks shard and part. The release binds the sealed
 * bytes, so a guardian that sends wrong parts has signed for them.
 *
 * @param answer - the release statement and the sealed parts
 * @param expected - guardian, request, digest and commitments
 * @param keyPair - sealing session key of the claim
 * @throws ProtocolError as `verifyGuardianStatement`, RELEASE_INVALID, SHARD_DIGEST_MISMATCH, COMMITMENT_MISMATCH
 */
export async function openReleasedParts(
  answer: { readonly release: string; readonly sealed: string },
  expected: ExpectedRelease,
  keyPair: SealingKeyPair,
): Promise<ReleasedParts> {
  const { config, index, requestId } = expected;
  const statement = verifyGuardianStatement(answer.release, 'release', config, index);
  const { body } = statement;
  const isExpected = (['claimId', 'manifestId', 'path', 'requestId'] as const).every(
    (field) => body[field] === expected[field],
  );
  if (!isExpected)
    throw new ProtocolError('RELEASE_INVALID', `release of guardian ${String(index)} is of another request`);
  if (body.sealedDigest !== sealedDigest(answer.sealed)) {
    throw new ProtocolError(
      'RELEASE_INVALID',
      `release of guardian ${String(index)} names other parts than it came with`,
    );
  }
  const { federationId, epoch } = config;
  const recipient = encodeBase64url(keyPair.publicKey);
  const context = { federationId, epoch, guardianKey: body.signer.key, recipient, requestId };
  const { shard, releasePart } = await openParts(context, keyPair, answer.sealed, index);
  if (encodeBase64url(sha256(shard)) !== expected.shardDigest) {
    throw new ProtocolError('SHARD_DIGEST_MISMATCH', `shard of guardian ${String(index)} does not have its digest`);
  }
  if (!verifyPart(releasePart, index, expected.commitments)) {
    throw new ProtocolError('COMMITMENT_MISMATCH', `part of guardian ${String(index)} does not lie on the commitments`);
  }
  return { guardian: parseGuardianIndex(index), shard, releasePart, statement };
}

/**
 * Combines the parts of t guardians to s, and checks it.
 *
 * @param parts - checked parts, with any repeats
 * @param releaseKey - S₀, from the manifest header
 * @param size - the federation's size
 * @returns s and the shards that go with it, exactly t of each
 * @throws ProtocolError RELEASE_INVALID when fewer than t distinct guardians released, or the parts do not combine to S₀
 */
export function combineReleasedParts(
  parts: readonly ReleasedParts[],
  releaseKey: PointBytes,
  size: FederationSize,
): { readonly releaseSecret: ScalarBytes; readonly shards: readonly Uint8Array[] } {
  const distinct = new Map(parts.map((each) => [each.guardian, each]));
  if (!size.hasRecoverQuorum(distinct.keys())) {
    throw new ProtocolError(
      'RELEASE_INVALID',
      `${String(size.recoverThreshold)} distinct guardians must release their parts`,
    );
  }
  const used = [...distinct.values()].slice(0, size.recoverThreshold);
  const releaseSecret = combineParts(used.map(({ guardian, releasePart }) => ({ index: guardian, part: releasePart })));
  if (!equalBytes(multiplyBase(releaseSecret), releaseKey)) {
    throw new ProtocolError('RELEASE_INVALID', 'parts do not combine to the release key of the manifest');
  }
  return { releaseSecret, shards: used.map(({ shard }) => shard) };
}

async function openParts(context: ReleaseContext, keyPair: SealingKeyPair, sealed: string, index: number) {
  let plaintext: Uint8Array | undefined;
  try {
    plaintext = await openSealed(sealContext(context), keyPair, sealed);
    const { shard, s } = partsSchema.parse(JSON.parse(fromUtf8(plaintext)));
    return { shard: decodeBase64url(shard), releasePart: parseScalar(decodeBase64url(s)) };
  } catch (error) {
    const isForeign = error instanceof CryptoError || error instanceof z.ZodError || error instanceof SyntaxError;
    if (!isForeign) throw error;
    // No cause: the engine's message about malformed JSON quotes it.
    throw new ProtocolError('RELEASE_INVALID', `parts of guardian ${String(index)} do not open or are malformed`);
  } finally {
    plaintext?.fill(0);
  }
}

function sealContext(context: ReleaseContext): SealContext {
  const { federationId, epoch, guardianKey, recipient, requestId } = context;
  return { type: 'release', federationId, epoch, sender: guardianKey, recipient, subject: requestId };
}
