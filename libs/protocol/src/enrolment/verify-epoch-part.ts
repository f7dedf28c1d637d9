import { decodeBase64url, parsePoint, type PointBytes } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import type { ProposedConfig, SealedConfig } from '../federation/config.js';
import type { PathHeader } from '../statements/enrolment.js';
import { parseEnvelopeOf, type VerifiedStatement } from '../statements/envelope.js';
import type { Path } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';
import { verifyParsed } from '../statements/verify.js';
import { pathEntries, samePaths } from './path-entries.js';
import type { SoundManifest } from './verify-manifest.js';

/** The commitments of one path, checked against its header. */
export interface PathCommitments {
  /** C, length t; C₀ is K. */
  readonly oprf: readonly PointBytes[];
  /** S, length t; its first is S₀. */
  readonly release: readonly PointBytes[];
  /** SHA-256 of each guardian's shard, base64url, by index. */
  readonly shardDigests: ReadonlyMap<number, string>;
}

declare const sound: unique symbol;
/** An epoch part that fits its manifest and config; only {@link verifyEpochPart} makes one. */
export interface SoundEpochPart {
  readonly [sound]: true;
  readonly statement: VerifiedStatement<'epoch-part'>;
  readonly paths: ReadonlyMap<Path, PathCommitments>;
}

/**
 * Reads an epoch part and checks it against manifest and config: C₀ = K, S₀, vector lengths = t, points not the identity,
 * a digest for each guardian (protocol.md §5.6).
 *
 * @param text - canonical text of the envelope
 * @param manifest - the manifest that it must belong to
 * @param config - the config that it must be for
 * @throws ProtocolError as `verifyStatement`, and WRONG_SUBJECT, WRONG_CONFIG, MANIFEST_INVALID, COMMITMENT_MISMATCH
 * @throws CryptoError POINT_INVALID, POINT_IDENTITY
 */
export function verifyEpochPart(text: string, manifest: SoundManifest, config: SealedConfig): SoundEpochPart {
  const { header } = manifest.body;
  const statement = verifyParsed(parseEnvelopeOf(text, 'epoch-part'), {
    federationId: config.federationId,
    epoch: config.epoch,
    signerKey: header.ownerKey,
  });
  const { body } = statement;
  if (body.manifestId !== manifest.id)
    throw new ProtocolError('WRONG_SUBJECT', 'epoch part belongs to another manifest');
  if (body.configId !== config.id) throw new ProtocolError('WRONG_CONFIG', 'epoch part is for another config');
  if (!samePaths(header.paths, body.paths)) {
    throw new ProtocolError('MANIFEST_INVALID', 'manifest and epoch part must name the same paths');
  }
  const paths = pathEntries(body.paths).map(([path, part]) => {
    return [path, readCommitments(path, part, header.paths[path] as PathHeader, config)] as const;
  });
  return { statement, paths: new Map(paths) } as unknown as SoundEpochPart;
}

type PathPart = NonNullable<Body<'epoch-part'>['paths'][Path]>;

function readCommitments(path: Path, part: PathPart, header: PathHeader, config: ProposedConfig): PathCommitments {
  const { guardians, size } = config;
  const digests = new Map(part.shardDigests.map(({ index, digest }) => [index, digest]));
  if (digests.size !== guardians.length || !guardians.every(({ index }) => digests.has(index))) {
    throw new ProtocolError('MANIFEST_INVALID', `path ${path} must have a shard digest for each guardian and no other`);
  }
  const read = (name: string, points: readonly string[], constantTerm: string): readonly PointBytes[] => {
    if (points.length !== size.recoverThreshold) {
      throw new ProtocolError(
        'COMMITMENT_MISMATCH',
        `${path}.${name} must have ${String(size.recoverThreshold)} points, got ${String(points.length)}`,
      );
    }
    if (points[0] !== constantTerm) {
      throw new ProtocolError('COMMITMENT_MISMATCH', `${path}.${name} must begin with the public key of the header`);
    }
    return points.map((point) => parsePoint(decodeBase64url(point)));
  };
  return {
    oprf: read('oprfCommitments', part.oprfCommitments, header.oprfKey),
    release: read('releaseCommitments', part.releaseCommitments, header.releaseKey),
    shardDigests: digests,
  };
}
