import {
  encodeBase64url,
  evaluateWhole,
  randomScalar,
  sealAead,
  SecretBytes,
  sha256,
  shareScalar,
  splitShards,
  type Rng,
  type ScalarBytes,
  type ScalarSharing,
} from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';
import type { SealedConfig } from '../federation/config.js';
import { deriveKek, derivePathKeys, type PathKeys } from '../keys/path-keys.js';
import { PATH_KDF, stretchMemorable, wipeStretched, type StretchedMemorable } from '../keys/stretch.js';
import { LIMITS } from '../limits.js';
import type { PathHeader } from '../statements/enrolment.js';
import type { Path, SigningKeyText } from '../statements/fields.js';
import type { Body } from '../statements/registry.js';
import { encryptedKeyAad } from './header.js';
import type { HeldParts } from './parcel.js';

const SALT_BYTES = 16;

/** How one path is to be locked. */
export interface PathToSeal {
  readonly unlock: PathHeader['unlock'];
  /** Normalised memorable information. */
  readonly memorable: SecretBytes;
  /** G; the protocol's default when left out. */
  readonly guessLimit?: number;
}

/** A path with its keys drawn and shared, and its memorable information stretched. */
interface PreparedPath {
  readonly path: Path;
  readonly wanted: PathToSeal;
  readonly salt: Uint8Array;
  /** k and s. */
  readonly oprfKey: ScalarBytes;
  readonly releaseSecret: ScalarBytes;
  readonly oprf: ScalarSharing;
  readonly release: ScalarSharing;
  readonly stretched: StretchedMemorable;
}

/** A path whose keys are derived. */
export interface LockedPath extends PreparedPath, PathKeys {
  readonly header: PathHeader;
  readonly kek: SecretBytes;
}

/** A path whose encrypted key is made and split. */
export interface SplitPath {
  readonly path: Path;
  readonly manifestKey: SecretBytes;
  readonly encryptedKeyDigest: string;
  readonly epochPart: NonNullable<Body<'epoch-part'>['paths'][Path]>;
  /** What the guardian with this index gets. */
  readonly partsOf: (index: number) => HeldParts;
  /** Overwrites every secret of the path. */
  readonly wipe: () => void;
}

/**
 * Starts Argon2id and draws and shares k and s while it runs (protocol.md §5.1–2).
 *
 * @param path - which path
 * @param wanted - how to lock it
 * @param config - for whom
 * @param rng - for salt, k, s and the polynomials
 */
export async function preparePath(
  path: Path,
  wanted: PathToSeal,
  config: SealedConfig,
  rng: Rng,
): Promise<PreparedPath> {
  const salt = new Uint8Array(rng.bytes(SALT_BYTES));
  const stretching = stretchMemorable(wanted.memorable, salt);
  const indexes = config.guardians.map(({ index }) => index);
  const { recoverThreshold } = config.size;
  const oprfKey = randomScalar(rng);
  const releaseSecret = randomScalar(rng);
  const oprf = shareScalar(oprfKey, recoverThreshold, indexes, rng);
  const release = shareScalar(releaseSecret, recoverThreshold, indexes, rng);
  return { path, wanted, salt, oprfKey, releaseSecret, oprf, release, stretched: await stretching };
}

/** Derives the keys of a path and writes its header (protocol.md §5.3). */
export function lockPath(prepared: PreparedPath): LockedPath {
  const { path, wanted, salt, oprfKey, releaseSecret, stretched } = prepared;
  const rwd = evaluateWhole(oprfKey, stretched.input.reveal());
  const keys = derivePathKeys(stretched, rwd, salt, path);
  const kek = deriveKek(stretched, rwd, releaseSecret, salt, path);
  for (const used of [rwd, oprfKey, releaseSecret]) used.fill(0);
  wipeStretched(stretched);
  const header: PathHeader = {
    unlock: wanted.unlock,
    guessLimit: wanted.guessLimit ?? LIMITS.guessLimit,
    kdf: { ...PATH_KDF },
    salt: encodeBase64url(salt),
    normalization: 'memorable-1',
    oprfKey: constantTerm(prepared.oprf),
    releaseKey: constantTerm(prepared.release),
    claimKey: encodeBase64url(keys.claimKey.publicKey) as SigningKeyText,
  };
  return { ...prepared, ...keys, header, kek };
}

/**
 * Encrypts DEK to E and splits E (protocol.md §5.4).
 *
 * @param locked - the path
 * @param dek - the backup's data encryption key
 * @param hash - the header's hash
 * @param config - for whom
 * @param rng - for the nonce
 */
export async function splitKey(
  locked: LockedPath,
  dek: SecretBytes,
  hash: Uint8Array,
  config: SealedConfig,
  rng: Rng,
): Promise<SplitPath> {
  const { path, kek, oprf, release, manifestKey } = locked;
  const encryptedKey = sealAead(kek.reveal(), dek.reveal(), encryptedKeyAad(path, hash), rng);
  kek.wipe();
  const made = await splitShards(encryptedKey, config.size.guardians, config.size.recoverThreshold);
  const held = new Map(
    config.guardians.map(({ index }, at) => [index, partsAt(index, made[at], oprf, release)] as const),
  );
  const shardDigests = [...held].map(([index, { shard }]) => ({
    index,
    digest: encodeBase64url(sha256(shard.reveal())),
  }));
  return {
    path,
    manifestKey,
    encryptedKeyDigest: encodeBase64url(sha256(encryptedKey)),
    epochPart: {
      oprfCommitments: oprf.commitments.map((point) => encodeBase64url(point)),
      releaseCommitments: release.commitments.map((point) => encodeBase64url(point)),
      shardDigests,
    },
    partsOf: (index) => held.get(index) ?? missing(index),
    wipe: () => {
      manifestKey.wipe();
      for (const { shard, oprfPart, releasePart } of held.values()) {
        shard.wipe();
        oprfPart.fill(0);
        releasePart.fill(0);
      }
    },
  };
}

function partsAt(index: number, shard: Uint8Array | undefined, oprf: ScalarSharing, release: ScalarSharing): HeldParts {
  const oprfPart = oprf.parts.get(index);
  const releasePart = release.parts.get(index);
  if (shard === undefined || oprfPart === undefined || releasePart === undefined) return missing(index);
  const secret = SecretBytes.from(shard);
  shard.fill(0);
  return { shard: secret, oprfPart, releasePart };
}

function missing(index: number): never {
  throw new ProtocolError('GUARDIAN_UNKNOWN', `backup has no parts for guardian ${String(index)}`);
}

function constantTerm({ commitments }: ScalarSharing): string {
  const [first] = commitments;
  if (first === undefined) throw new ProtocolError('PARTS_INVALID', 'commitments must not be empty');
  return encodeBase64url(first);
}
