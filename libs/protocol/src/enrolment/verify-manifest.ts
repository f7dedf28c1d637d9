import { decodeBase64url, parsePoint } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import { requireSoundKdf } from '../keys/stretch.js';
import { LIMITS } from '../limits.js';
import { parseEnvelopeOf, type VerifiedStatement } from '../statements/envelope.js';
import type { PathHeader } from '../statements/enrolment.js';
import type { FederationId, Path } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';
import { verifyParsed } from '../statements/verify.js';
import { pathEntries, samePaths } from './path-entries.js';

declare const sound: unique symbol;
/** A manifest that is signed by its owner key and consistent in itself; only {@link verifyManifest} makes one. */
export interface SoundManifest extends VerifiedStatement<'manifest'> {
  readonly [sound]: true;
}

/** What the caller knows before it reads a manifest. */
export interface ExpectedManifest {
  readonly federationId: FederationId;
  /** Epoch that it must name; any when left out, as cores outlive epochs. */
  readonly epoch?: number;
  /** Owner key in force; left out for a backup that nobody knows yet, whose owner key vouches for itself. */
  readonly ownerKey?: string;
}

const UNLOCKS: Readonly<Record<Path, readonly PathHeader['unlock'][]>> = {
  recovery: ['memorable'],
  inheritance: ['phrase', 'quorum'],
};

/**
 * Reads a manifest and checks all that can be checked of it alone: signature, paths, guess limits, KDF bounds, points.
 *
 * @param text - canonical text of the envelope
 * @param expected - federation, epoch, owner key
 * @throws ProtocolError as `verifyStatement`, and MANIFEST_INVALID, KDF_TOO_WEAK, KDF_TOO_COSTLY
 * @throws CryptoError POINT_INVALID, POINT_IDENTITY
 */
export function verifyManifest(text: string, expected: ExpectedManifest): SoundManifest {
  const parsed = parseEnvelopeOf(text, 'manifest');
  const { header } = parsed.body;
  const signerKey = expected.ownerKey ?? header.ownerKey;
  const manifest = verifyParsed(parsed, {
    federationId: expected.federationId,
    signerKey,
    ...(expected.epoch === undefined ? {} : { epoch: expected.epoch }),
  });
  if (header.ownerKey !== signerKey)
    throw new ProtocolError('WRONG_SIGNER', 'manifest names another owner key than it is signed by');
  requireConsistent(manifest.body);
  for (const [path, pathHeader] of pathEntries(header.paths)) requireSoundPath(path, pathHeader);
  return manifest as SoundManifest;
}

function requireConsistent({ header, encryptedKeyDigests, macs }: Body<'manifest'>): void {
  if (!samePaths(header.paths, encryptedKeyDigests) || !samePaths(header.paths, macs)) {
    throw new ProtocolError('MANIFEST_INVALID', 'header, digests and macs must name the same paths');
  }
  const paths = pathEntries(header.paths).map(([, path]) => path);
  const keys = [header.ownerKey, ...paths.map(({ claimKey }) => claimKey)];
  const salts = paths.map(({ salt }) => salt);
  const points = paths.flatMap(({ oprfKey, releaseKey }) => [oprfKey, releaseKey]);
  for (const values of [keys, salts, points]) {
    if (new Set<string>(values).size !== values.length) {
      throw new ProtocolError(
        'MANIFEST_INVALID',
        'owner key, claim keys, salts and points of a manifest must be distinct',
      );
    }
  }
}

function requireSoundPath(path: Path, header: PathHeader): void {
  if (!UNLOCKS[path].includes(header.unlock)) {
    throw new ProtocolError(
      'MANIFEST_INVALID',
      `path ${path} must unlock by ${UNLOCKS[path].join(' or ')}, got ${header.unlock}`,
    );
  }
  if (header.guessLimit > LIMITS.guessLimit) {
    throw new ProtocolError(
      'MANIFEST_INVALID',
      `guessLimit must be at most ${String(LIMITS.guessLimit)}, got ${String(header.guessLimit)}`,
    );
  }
  requireSoundKdf(header.kdf);
  parsePoint(decodeBase64url(header.oprfKey));
  parsePoint(decodeBase64url(header.releaseKey));
}
