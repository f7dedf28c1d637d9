import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  combineParts,
  commitmentAt,
  cryptoReady,
  decodeBase64url,
  encodeBase64url,
  evaluate,
  blind,
  combineEvaluations,
  finalize,
  fromUtf8,
  SecretBytes,
  verifyEvaluation,
} from '@wardkeep/crypto';
import { derivePathKeys } from '../keys/path-keys.js';
import { stretchMemorable, type StretchedMemorable } from '../keys/stretch.js';
import { normalizeMemorable } from '../memorable/normalize-memorable.js';
import { encodeBundle, parseBundle } from './bundle.js';
import {
  backupOf,
  federationOf,
  MEMORABLE,
  OWNER,
  requestOf,
  SEED_PHRASE,
  seatOf,
  seededRng,
  type Federation,
} from './enrolment.fixture.js';
import { manifestMac, verifyManifestMac } from './header.js';
import { openBackup, type ReleasedBackup } from './open-backup.js';
import type { HeldParts } from './parcel.js';
import { sealBackup, type SealedBackup } from './seal-backup.js';
import { verifyEnrolment, type VerifiedEnrolment } from './verify-enrolment.js';

describe('when a claimant opens a backup', () => {
  let federation: Federation;
  let sealed: SealedBackup;
  let enrolments: VerifiedEnrolment[];
  beforeAll(async () => {
    await cryptoReady();
    federation = federationOf(5);
    sealed = await sealBackup(backupOf(federation), seededRng('a'));
    enrolments = await Promise.all(
      [1, 2, 3, 4, 5].map((index) => verifyEnrolment(requestOf(sealed, index), seatOf(federation, index))),
    );
  });
  const held = (index: number): HeldParts => enrolments[index - 1]!.parcel.paths.get('recovery')!;

  /** The guess guard as the claimant goes through it. */
  async function unlock(
    memorable: string,
    indexes: readonly number[],
  ): Promise<{ stretched: StretchedMemorable; rwd: Uint8Array }> {
    const header = sealed.manifest.body.header.paths.recovery!;
    const stretched = await stretchMemorable(normalizeMemorable(memorable), decodeBase64url(header.salt), header.kdf);
    const { oprf } = enrolments[0]!.epochPart.paths.get('recovery')!;
    const blinded = blind(stretched.input.reveal(), seededRng(memorable));
    const evaluations = indexes.map((index) => {
      const { beta, proof } = evaluate(
        held(index).oprfPart,
        commitmentAt(oprf, index),
        blinded.alpha,
        seededRng('proof'),
      );
      expect(verifyEvaluation(commitmentAt(oprf, index), blinded.alpha, beta, proof)).toBe(true);
      return { index, beta };
    });
    return { stretched, rwd: finalize(stretched.input.reveal(), blinded.blind, combineEvaluations(evaluations)) };
  }
  const released = async (changes: Partial<ReleasedBackup> = {}, indexes = [1, 3, 5]): Promise<ReleasedBackup> => ({
    manifest: sealed.manifest.body,
    path: 'recovery',
    ...(await unlock(MEMORABLE, indexes)),
    releaseSecret: combineParts(indexes.map((index) => ({ index, part: held(index).releasePart }))),
    shards: indexes.map((index) => held(index).shard.reveal()),
    payload: sealed.payload,
    ...changes,
  });

  it('gets every byte back from any t guardians', async () => {
    for (const indexes of [
      [1, 2, 3],
      [3, 4, 5],
      [5, 1, 3],
      [1, 2, 3, 4, 5],
    ]) {
      const bundle = await openBackup(await released({}, indexes));
      expect(bundle.secrets).toHaveLength(1);
      expect(bundle.secrets[0]!.label).toBe('wallet');
      expect(fromUtf8(bundle.secrets[0]!.bytes.reveal())).toBe(SEED_PHRASE);
      expect(bundle.ownerKeySeed.equals(OWNER.seed())).toBe(true);
    }
  });
  it('derives the claim key and the mac of the manifest, and others for a wrong guess', async () => {
    const { header } = sealed.manifest.body;
    const salt = decodeBase64url(header.paths.recovery!.salt);
    const right = await unlock(MEMORABLE.toUpperCase(), [1, 2, 3]);
    const keys = derivePathKeys(right.stretched, right.rwd, salt, 'recovery');
    expect(encodeBase64url(keys.claimKey.publicKey)).toBe(header.paths.recovery!.claimKey);
    expect(() => verifyManifestMac(keys.manifestKey, 'recovery', sealed.manifest.body)).not.toThrow();
    const wrong = await unlock('grandmother', [1, 2, 3]);
    const others = derivePathKeys(wrong.stretched, wrong.rwd, salt, 'recovery');
    expect(encodeBase64url(others.claimKey.publicKey)).not.toBe(header.paths.recovery!.claimKey);
    expect(() => verifyManifestMac(others.manifestKey, 'recovery', sealed.manifest.body)).toThrow(
      expect.objectContaining({ code: 'MANIFEST_MAC_INVALID' }),
    );
    expect(() => verifyManifestMac(keys.manifestKey, 'inheritance', sealed.manifest.body)).toThrow(
      expect.objectContaining({ code: 'MANIFEST_MAC_INVALID' }),
    );
    const federationId = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' as never;
    expect(manifestMac(keys.manifestKey, federationId, sealed.manifest.body)).not.toBe(
      sealed.manifest.body.macs.recovery,
    );
  });
  it('throws SHARDS_MISMATCH for t − 1 shards, an altered one, one of another backup, one twice', async () => {
    const other = await sealBackup(backupOf(federation), seededRng('b'));
    const foreign = (await verifyEnrolment(requestOf(other, 5), seatOf(federation, 5))).parcel.paths
      .get('recovery')!
      .shard.reveal();
    const shard = (index: number) => held(index).shard.reveal();
    const altered = new Uint8Array(shard(5));
    altered[3]! ^= 1;
    for (const shards of [
      [shard(1), shard(3)],
      [shard(1), shard(3), altered],
      [shard(1), shard(3), foreign],
      [shard(1), shard(3), shard(3)],
      [],
    ]) {
      await expect(openBackup(await released({ shards }))).rejects.toMatchObject({ code: 'SHARDS_MISMATCH' });
    }
  });
  it('throws AEAD_FAILED for a wrong guess or a wrong s', async () => {
    await expect(openBackup(await released(await unlock('wrong', [1, 2, 3])))).rejects.toMatchObject({
      code: 'AEAD_FAILED',
    });
    const releaseSecret = combineParts([1, 2].map((index) => ({ index, part: held(index).releasePart })));
    await expect(openBackup(await released({ releaseSecret }))).rejects.toMatchObject({ code: 'AEAD_FAILED' });
  });
  it('throws AEAD_FAILED when the header was exchanged', async () => {
    const { body } = sealed.manifest;
    const manifest = { ...body, header: { ...body.header, backupVersion: 2 } };
    await expect(openBackup(await released({ manifest }))).rejects.toMatchObject({ code: 'AEAD_FAILED' });
  });
  it('throws PAYLOAD_DIGEST_MISMATCH and MANIFEST_INVALID', async () => {
    const payload = new Uint8Array(sealed.payload);
    payload[0]! ^= 1;
    await expect(openBackup(await released({ payload }))).rejects.toMatchObject({ code: 'PAYLOAD_DIGEST_MISMATCH' });
    await expect(openBackup(await released({ path: 'inheritance' }))).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
    });
  });
});

describe('when memorable information is stretched', () => {
  it('throws KDF_TOO_WEAK and KDF_TOO_COSTLY before any work', async () => {
    const memorable = normalizeMemorable('x');
    const kdf = { name: 'argon2id', memoryKib: 65_536, passes: 3, parallelism: 4 } as const;
    const salt = new Uint8Array(16);
    await expect(stretchMemorable(memorable, salt, { ...kdf, memoryKib: 8 })).rejects.toMatchObject({
      code: 'KDF_TOO_WEAK',
    });
    await expect(stretchMemorable(memorable, salt, { ...kdf, passes: 1000 })).rejects.toMatchObject({
      code: 'KDF_TOO_COSTLY',
    });
  });
});

describe('when a bundle is written', () => {
  const bundle = {
    secrets: [{ label: 'a', kind: 'nsec', bytes: SecretBytes.from(new Uint8Array(3)) }],
    ownerKeySeed: SecretBytes.from(new Uint8Array(32)),
    createdAt: 1,
  };
  it('is read back', () => {
    expect(parseBundle(encodeBundle(bundle))).toMatchObject({ createdAt: 1, secrets: [{ label: 'a', kind: 'nsec' }] });
  });
  it('throws BUNDLE_INVALID for odd labels, kinds and bytes', () => {
    const code = expect.objectContaining({ code: 'BUNDLE_INVALID' });
    expect(() => encodeBundle({ ...bundle, secrets: [{ ...bundle.secrets[0]!, label: ' a' }] })).toThrow(code);
    expect(() => encodeBundle({ ...bundle, secrets: [{ ...bundle.secrets[0]!, kind: 'Nsec' }] })).toThrow(code);
    expect(() => parseBundle(new Uint8Array([0xff]))).toThrow(code);
    expect(() => parseBundle(new TextEncoder().encode('{"version":2}'))).toThrow(code);
  });
});
