import {
  canonicalize,
  concatBytes,
  decodeBase64url,
  encodeBase64url,
  equalBytes,
  hmacSha256,
  sha256,
  utf8,
  type Bytes,
  type SecretBytes,
} from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import type { ManifestHeader } from '../statements/enrolment.js';
import type { FederationId, Path } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';

/** The part of a manifest that its HMACs cover and that never changes with epochs (protocol.md §5). */
export type ManifestCore = Pick<Body<'manifest'>, 'header' | 'encryptedKeyDigests' | 'payload'>;

/**
 * Hash that binds E and C to the header.
 *
 * @param federationId - of the federation that keeps the backup
 * @param header - the manifest's header
 * @returns SHA-256("wardkeep/1/header\\n" ‖ JCS\{federationId, header\})
 */
export function headerHash(federationId: FederationId, header: ManifestHeader): Bytes {
  return sha256(utf8(`wardkeep/1/header\n${canonicalize({ federationId, header })}`));
}

/** Associated data of the encrypted key E of one path. */
export function encryptedKeyAad(path: Path, hash: Uint8Array): Bytes {
  return concatBytes(utf8(`wardkeep/1/E/${path}`), hash);
}

/** Associated data of the payload C. */
export function payloadAad(hash: Uint8Array): Bytes {
  return concatBytes(utf8('wardkeep/1/C'), hash);
}

/**
 * HMAC of the core under one path's manifest key: whoever knows the memorable information sees that nobody has changed the core.
 *
 * @param manifestKey - of the path
 * @param federationId - of the federation that keeps the backup
 * @param core - header, digests of E, payload; other members are ignored
 * @returns base64url
 */
export function manifestMac(manifestKey: SecretBytes, federationId: FederationId, core: ManifestCore): string {
  const { header, encryptedKeyDigests, payload } = core;
  const message = canonicalize({ federationId, core: { header, encryptedKeyDigests, payload } });
  return encodeBase64url(hmacSha256(manifestKey.reveal(), utf8(`wardkeep/1/manifest-mac\n${message}`)));
}

/**
 * Checks the HMAC of one path.
 *
 * @param manifestKey - of the path
 * @param path - which path
 * @param body - body of the manifest
 * @throws ProtocolError MANIFEST_MAC_INVALID
 */
export function verifyManifestMac(manifestKey: SecretBytes, path: Path, body: Body<'manifest'>): void {
  const found = body.macs[path];
  const expected = manifestMac(manifestKey, body.federationId, body);
  if (found === undefined || !equalBytes(decodeBase64url(found), decodeBase64url(expected))) {
    throw new ProtocolError('MANIFEST_MAC_INVALID', `mac of path ${path} does not fit the manifest`);
  }
}
