import {
  encodeBase64url,
  generateSigningKeyPair,
  randomScalar,
  sha256,
  shareScalar,
  splitShards,
  systemRng,
  SecretBytes,
  type SigningKey,
} from '@wardkeep/crypto';
import {
  identityDigest,
  LOOKUP_VERSION,
  parseLookupId,
  PATH_KDF,
  sealParcel,
  signStatement,
  type Body,
  type ParsedStatement,
  type SealedConfig,
  type SigningKeyText,
  type StatementType,
} from '@wardkeep/protocol';
import type { SimulatedGuardian } from './simulated-guardian.js';

const E_BYTES = 72;
const NONCE_BYTES = 32;
/** A wallet seed with its labels, the owner key and the padding. */
const PAYLOAD_BYTES = 512;

/** An enrolment ready to be sent: what an owner's device makes of it, except that no Argon2id went into its keys. */
export interface PreparedEnrolment {
  readonly ownerKey: SigningKey;
  readonly lookupId: Uint8Array;
  /** Body of the stage request, without the parcel. */
  readonly stage: Readonly<Record<'manifest' | 'epochPart' | 'policy' | 'payload', string>>;
  /** By index, of the guardians asked for. */
  readonly parcels: Readonly<Record<number, string>>;
  readonly commit: string;
}

type Signed<T extends StatementType> = ParsedStatement<T>;

/**
 * Prepares an enrolment that passes every check of a node.
 *
 * @param config - the federation
 * @param peers - the guardians whose receipts the commit carries
 * @param seats - indexes of the guardians to whom parcels are sealed
 * @param lookupId - of the identity; of nobody when left out
 */
export async function prepareEnrolment(
  config: SealedConfig,
  peers: readonly SimulatedGuardian[],
  seats: readonly number[],
  lookupId: Uint8Array = systemRng.bytes(32),
): Promise<PreparedEnrolment> {
  const ownerKey = generateSigningKeyPair(systemRng);
  const sign = signerOf(config, ownerKey, 'owner');
  const { manifest, parts, lookup, payload } = await makeManifest(config, sign, textOf(ownerKey), lookupId);
  const epochPart = sign<'epoch-part'>('epoch-part', {
    manifestId: manifest.id,
    configId: config.id,
    paths: {
      recovery: {
        oprfCommitments: parts.oprf.commitments.map(encodeBase64url),
        releaseCommitments: parts.release.commitments.map(encodeBase64url),
        shardDigests: [...parts.shards].map(([index, shard]) => ({ index, digest: encodeBase64url(sha256(shard)) })),
      },
    },
  });
  const { backupId, backupVersion } = manifest.body.header;
  const policy = sign<'policy'>('policy', {
    backupId,
    number: 1,
    paths: { recovery: {} },
    executors: [],
    contacts: [],
  });
  const version = { backupId, backupVersion, manifestId: manifest.id };
  const receipts = peers.map(({ index, signing }) =>
    signerOf(
      config,
      signing,
      'guardian',
      index,
    )<'receipt'>('receipt', {
      ...version,
      epochPartId: epochPart.id,
      policyId: policy.id,
    }),
  );
  const parcels = seats.map(async (seat) => {
    const recipient = config.guardians.find(({ index }) => index === seat)?.sealingKey ?? '';
    const { federationId, epoch } = config;
    const context = { federationId, epoch, sender: textOf(ownerKey), recipient, subject: manifest.id };
    const shard = SecretBytes.from(parts.shards.get(seat) ?? new Uint8Array());
    const held = { shard, oprfPart: parts.oprf.parts.get(seat)!, releasePart: parts.release.parts.get(seat)! };
    return [seat, await sealParcel(context, { ...lookup, paths: new Map([['recovery', held]]) })] as const;
  });
  return {
    ownerKey,
    lookupId: lookup.lookupId,
    stage: {
      manifest: manifest.text,
      epochPart: epochPart.text,
      policy: policy.text,
      payload: encodeBase64url(payload),
    },
    parcels: Object.fromEntries(await Promise.all(parcels)),
    commit: sign<'commit'>('commit', { ...version, receipts: receipts.map(({ text }) => text), absentParcels: [] })
      .text,
  };
}

type Sign = <T extends StatementType>(type: T, fields: object) => Signed<T>;

async function makeManifest(config: SealedConfig, sign: Sign, ownerKey: SigningKeyText, lookupId: Uint8Array) {
  const indexes = config.guardians.map(({ index }) => index);
  const { guardians, recoverThreshold } = config.size;
  const [k, s] = [randomScalar(systemRng), randomScalar(systemRng)];
  const oprf = shareScalar(k, recoverThreshold, indexes, systemRng);
  const release = shareScalar(s, recoverThreshold, indexes, systemRng);
  const encryptedKey = systemRng.bytes(E_BYTES);
  const made = await splitShards(encryptedKey, guardians, recoverThreshold);
  const shards = new Map(indexes.map((index, at) => [index, made[at] ?? new Uint8Array()]));
  const lookup = { lookupId: parseLookupId(lookupId), nonce: systemRng.bytes(NONCE_BYTES) };
  const payload = systemRng.bytes(PAYLOAD_BYTES);
  const manifest = sign<'manifest'>('manifest', {
    header: {
      suite: 'wardkeep-1',
      backupId: encodeBase64url(systemRng.bytes(16)),
      backupVersion: 1,
      ownerKey,
      lookupVersion: LOOKUP_VERSION,
      identityDigest: encodeBase64url(identityDigest(lookup.lookupId, lookup.nonce)),
      paths: {
        recovery: {
          unlock: 'memorable',
          guessLimit: 10,
          kdf: { ...PATH_KDF },
          salt: encodeBase64url(systemRng.bytes(16)),
          normalization: 'memorable-1',
          oprfKey: encodeBase64url(oprf.commitments[0]!),
          releaseKey: encodeBase64url(release.commitments[0]!),
          claimKey: textOf(generateSigningKeyPair(systemRng)),
        },
      },
    },
    encryptedKeyDigests: { recovery: encodeBase64url(sha256(encryptedKey)) },
    payload: { digest: encodeBase64url(sha256(payload)), length: payload.length },
    macs: { recovery: encodeBase64url(systemRng.bytes(32)) },
  });
  return { manifest, parts: { oprf, release, shards }, lookup, payload };
}

/**
 * Signs statements of a federation.
 *
 * @param config - the federation
 * @param key - who signs
 * @param role - as what
 * @param index - of a guardian
 */
export function signerOf(config: SealedConfig, key: SigningKey, role: string, index?: number): Sign {
  const { federationId, epoch } = config;
  const guardian = index === undefined ? {} : { generation: 1 };
  const signer = { role, key: textOf(key), ...(index === undefined ? {} : { index }) };
  return (type, fields) => {
    const common = { type, version: 1, federationId, epoch, signer, issuedAt: Date.now(), ...guardian };
    return signStatement({ ...common, ...fields } as unknown as Body<typeof type>, key);
  };
}

/** A public key as statements name it. */
export function textOf(key: SigningKey): SigningKeyText {
  return encodeBase64url(key.publicKey) as SigningKeyText;
}
