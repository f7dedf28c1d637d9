import {
  decodeBase64url,
  encodeBase64url,
  fromUtf8,
  parseScalar,
  SecretBytes,
  utf8,
  type ScalarBytes,
  type SealingKeyPair,
} from '@wardkeep/crypto';
import * as z from 'zod';
import { ProtocolError } from '../errors.js';
import { parseLookupId, type LookupId } from '../identity/lookup-id.js';
import { openSealed, sealTo, type SealContext } from '../sealing/seal.js';
import { base64urlOf, base64urlUpTo, nonceField, perPath, scalarField, type Path } from '../statements/fields.js';
import { pathEntries, perPathOf } from './path-entries.js';

/** Most bytes of one shard: E is 72 bytes, and a shard is one byte longer. */
const SHARD_MAXIMUM = 256;

/** What one guardian holds of one path. Secret. */
export interface HeldParts {
  readonly shard: SecretBytes;
  /** kᵢ, the part of the guess guard. */
  readonly oprfPart: ScalarBytes;
  /** sᵢ, the part of the release lock. */
  readonly releasePart: ScalarBytes;
}

/** What is sealed to one guardian at enrolment (protocol.md §5.6). */
export interface Parcel {
  readonly lookupId: LookupId;
  /** Opens the identity digest of the header, 32 bytes. */
  readonly nonce: Uint8Array;
  readonly paths: ReadonlyMap<Path, HeldParts>;
}

const parcelSchema = z.strictObject({
  lookupId: base64urlOf(32),
  nonce: nonceField,
  paths: perPath(z.strictObject({ shard: base64urlUpTo(SHARD_MAXIMUM), k: scalarField, s: scalarField })),
});

/** Between whom a parcel travels, and for which manifest. */
export type ParcelContext = Omit<SealContext, 'type'>;

/**
 * Seals a parcel to its guardian.
 *
 * @param context - owner key, the guardian's sealing key, manifest id
 * @param parcel - what it holds
 * @returns base64url
 */
export async function sealParcel(context: ParcelContext, parcel: Parcel): Promise<string> {
  const paths = [...parcel.paths].map(([path, { shard, oprfPart, releasePart }]) => {
    const held = {
      shard: encodeBase64url(shard.reveal()),
      k: encodeBase64url(oprfPart),
      s: encodeBase64url(releasePart),
    };
    return [path, held] as const;
  });
  const plaintext = utf8(
    JSON.stringify({
      lookupId: encodeBase64url(parcel.lookupId),
      nonce: encodeBase64url(parcel.nonce),
      paths: perPathOf(paths),
    }),
  );
  try {
    return await sealTo({ ...context, type: 'parcel' }, plaintext);
  } finally {
    plaintext.fill(0);
  }
}

/**
 * Opens a parcel. What it holds is well formed, and not yet compared with anything.
 *
 * @param context - the expected context
 * @param keyPair - the guardian's sealing key pair
 * @param sealed - base64url
 * @throws ProtocolError PARCEL_UNREADABLE when it does not open under this context; PARTS_INVALID when it is malformed
 */
export async function openParcel(context: ParcelContext, keyPair: SealingKeyPair, sealed: string): Promise<Parcel> {
  let plaintext: Uint8Array;
  try {
    plaintext = await openSealed({ ...context, type: 'parcel' }, keyPair, sealed);
  } catch (cause) {
    throw new ProtocolError('PARCEL_UNREADABLE', 'parcel does not open under the key and context of this guardian', {
      cause,
    });
  }
  try {
    return readParcel(plaintext);
  } catch {
    // No cause: the engine's message about malformed JSON quotes it.
    throw new ProtocolError('PARTS_INVALID', 'parcel is malformed');
  } finally {
    plaintext.fill(0);
  }
}

function readParcel(plaintext: Uint8Array): Parcel {
  const raw = parcelSchema.parse(JSON.parse(fromUtf8(plaintext)));
  const paths = pathEntries(raw.paths).map(([path, { shard, k, s }]) => {
    const held: HeldParts = {
      shard: SecretBytes.from(decodeBase64url(shard)),
      oprfPart: parseScalar(decodeBase64url(k)),
      releasePart: parseScalar(decodeBase64url(s)),
    };
    return [path, held] as const;
  });
  return {
    lookupId: parseLookupId(decodeBase64url(raw.lookupId)),
    nonce: decodeBase64url(raw.nonce),
    paths: new Map(paths),
  };
}
