import { beforeAll, describe, expect, it } from '@jest/globals';
import { cryptoReady, decodeBase64url, encodeBase64url, sha256, signingKeyPairFromSeed, utf8 } from '@wardkeep/crypto';
import { normalizeMemorable } from '../memorable/normalize-memorable.js';
import {
  backupOf,
  federationOf,
  flipped,
  ISSUED_AT,
  OWNER,
  requestOf,
  resigned,
  seatOf,
  seededRng,
  type Federation,
} from './enrolment.fixture.js';
import { openParcel, sealParcel } from './parcel.js';
import { sealBackup, type SealedBackup } from './seal-backup.js';
import { verifyEnrolment, type EnrolmentRequest } from './verify-enrolment.js';

const IDENTITY = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

describe('when a guardian checks an enrolment', () => {
  let federation: Federation;
  let sealed: SealedBackup;
  let other: SealedBackup;
  beforeAll(async () => {
    await cryptoReady();
    federation = federationOf(5);
    sealed = await sealBackup(backupOf(federation), seededRng('a'));
    other = await sealBackup(backupOf(federation, { backupVersion: 2 }), seededRng('b'));
  });

  const attempt = async (changes: Partial<EnrolmentRequest>, index = 2) =>
    verifyEnrolment(requestOf(sealed, index, changes), seatOf(federation, index));
  const header = () => sealed.manifest.body.header;
  const path = () => header().paths.recovery!;
  const part = () => sealed.epochPart.body.paths.recovery!;
  const withPath = (changes: object) =>
    resigned(sealed.manifest, OWNER, { header: { ...header(), paths: { recovery: { ...path(), ...changes } } } });
  const withPart = (changes: object) =>
    resigned(sealed.epochPart, OWNER, { paths: { recovery: { ...part(), ...changes } } });

  it('accepts it on every seat', async () => {
    for (const index of [1, 2, 3, 4, 5]) {
      const verified = await verifyEnrolment(requestOf(sealed, index), seatOf(federation, index));
      expect(verified.manifest.id).toBe(sealed.manifest.id);
      expect([...verified.parcel.paths.keys()]).toEqual(['recovery']);
    }
  });
  it('accepts a backup with two paths', async () => {
    const paths = {
      recovery: { unlock: 'memorable', memorable: normalizeMemorable('one thing') },
      inheritance: { unlock: 'phrase', memorable: normalizeMemorable('another thing') },
    } as const;
    const both = await sealBackup(backupOf(federation, { paths }), seededRng('both'));
    const verified = await verifyEnrolment(requestOf(both, 3), seatOf(federation, 3));
    expect([...verified.parcel.paths.keys()]).toEqual(['recovery', 'inheritance']);
  });
  it('throws PARCEL_UNREADABLE for the parcel of another seat, another version, and a flipped bit', async () => {
    const code = { code: 'PARCEL_UNREADABLE' };
    await expect(attempt({ parcel: sealed.parcels.get(3)! })).rejects.toMatchObject(code);
    await expect(attempt({ parcel: other.parcels.get(2)! })).rejects.toMatchObject(code);
    await expect(attempt({ parcel: flipped(sealed.parcels.get(2)!, sealed.parcels.get(2)!) })).rejects.toMatchObject(
      code,
    );
  });
  it('throws PAYLOAD_DIGEST_MISMATCH for one flipped bit of the payload', async () => {
    const payload = new Uint8Array(sealed.payload);
    payload[40]! ^= 1;
    await expect(attempt({ payload })).rejects.toMatchObject({ code: 'PAYLOAD_DIGEST_MISMATCH' });
    await expect(attempt({ payload: payload.subarray(1) })).rejects.toMatchObject({ code: 'PAYLOAD_DIGEST_MISMATCH' });
  });
  it('throws PAYLOAD_TOO_LARGE above the policy of the federation', async () => {
    const payload = new Uint8Array(federation.config.policies.payloadBytes + 1);
    await expect(attempt({ payload })).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });
  it('throws SIGNATURE_INVALID for one changed character in any statement', async () => {
    const code = { code: 'SIGNATURE_INVALID' };
    await expect(attempt({ manifest: flipped(sealed.manifest.text, path().salt) })).rejects.toMatchObject(code);
    await expect(
      attempt({ epochPart: flipped(sealed.epochPart.text, part().shardDigests[0]!.digest) }),
    ).rejects.toMatchObject(code);
    await expect(attempt({ policy: sealed.policy.text.replace('"number":1', '"number":2') })).rejects.toMatchObject(
      code,
    );
  });
  it('throws WRONG_FEDERATION for an enrolment of another federation', async () => {
    const elsewhere = federationOf(5, 3, 'Harbour');
    const foreign = await sealBackup(backupOf(elsewhere), seededRng('c'));
    await expect(verifyEnrolment(requestOf(foreign, 2), seatOf(federation, 2))).rejects.toMatchObject({
      code: 'WRONG_FEDERATION',
    });
  });
  it('throws WRONG_EPOCH for another epoch in any statement but the policy', async () => {
    const code = { code: 'WRONG_EPOCH' };
    await expect(attempt({ manifest: resigned(sealed.manifest, OWNER, { epoch: 2 }) })).rejects.toMatchObject(code);
    await expect(attempt({ epochPart: resigned(sealed.epochPart, OWNER, { epoch: 2 }) })).rejects.toMatchObject(code);
    await expect(attempt({ policy: resigned(sealed.policy, OWNER, { epoch: 2 }) })).rejects.toMatchObject(code);
  });
  it('throws WRONG_SIGNER when another owner key replaces a known backup', async () => {
    const thief = signingKeyPairFromSeed(sha256(utf8('thief')));
    const theirs = await sealBackup(backupOf(federation, { ownerKey: thief, backupVersion: 2 }), seededRng('d'));
    const expected = encodeBase64url(OWNER.publicKey);
    await expect(verifyEnrolment(requestOf(theirs, 2), seatOf(federation, 2), expected)).rejects.toMatchObject({
      code: 'WRONG_SIGNER',
    });
  });
  it('throws WRONG_SIGNER when the header names another key than the signer', async () => {
    const manifest = resigned(sealed.manifest, OWNER, { header: { ...header(), ownerKey: IDENTITY } });
    await expect(attempt({ manifest })).rejects.toMatchObject({ code: 'WRONG_SIGNER' });
  });
  it('throws WRONG_SUBJECT for the epoch part or policy of another backup', async () => {
    await expect(attempt({ epochPart: other.epochPart.text })).rejects.toMatchObject({ code: 'WRONG_SUBJECT' });
    const policy = resigned(sealed.policy, OWNER, { backupId: 'AAAAAAAAAAAAAAAAAAAAAA' });
    await expect(attempt({ policy })).rejects.toMatchObject({ code: 'WRONG_SUBJECT' });
  });
  it('throws WRONG_CONFIG for an epoch part made for another config', async () => {
    await expect(
      attempt({ epochPart: resigned(sealed.epochPart, OWNER, { configId: IDENTITY }) }),
    ).rejects.toMatchObject({ code: 'WRONG_CONFIG' });
  });

  describe('and the owner lies in what it signs', () => {
    it.each([
      ['KDF_TOO_WEAK', { kdf: { name: 'argon2id', memoryKib: 65_535, passes: 3, parallelism: 4 } }],
      ['KDF_TOO_WEAK', { kdf: { name: 'argon2id', memoryKib: 65_536, passes: 2, parallelism: 4 } }],
      ['KDF_TOO_WEAK', { kdf: { name: 'argon2id', memoryKib: 65_536, passes: 3, parallelism: 3 } }],
      ['KDF_TOO_COSTLY', { kdf: { name: 'argon2id', memoryKib: 2_097_152, passes: 3, parallelism: 4 } }],
      ['POINT_IDENTITY', { oprfKey: IDENTITY }],
      ['POINT_IDENTITY', { releaseKey: IDENTITY }],
      ['POINT_INVALID', { oprfKey: encodeBase64url(new Uint8Array(32).fill(0xff)) }],
      ['MANIFEST_INVALID', { unlock: 'quorum' }],
      ['MANIFEST_INVALID', { guessLimit: 11 }],
      ['MANIFEST_INVALID', { claimKey: encodeBase64url(OWNER.publicKey) }],
    ])('throws %s for a bad path header', async (code, changes) => {
      await expect(attempt({ manifest: withPath(changes) })).rejects.toMatchObject({ code });
    });
    it('throws MANIFEST_INVALID when K and S₀ are the same point, or paths differ', async () => {
      await expect(attempt({ manifest: withPath({ oprfKey: path().releaseKey }) })).rejects.toMatchObject({
        code: 'MANIFEST_INVALID',
      });
      const manifest = resigned(sealed.manifest, OWNER, { macs: { inheritance: IDENTITY } });
      await expect(attempt({ manifest })).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    });
    it('throws COMMITMENT_MISMATCH for fewer or too many commitments, or another constant term', async () => {
      const { oprfCommitments, releaseCommitments } = part();
      const wrong = [
        { oprfCommitments: oprfCommitments.slice(0, 2) },
        { oprfCommitments: [...oprfCommitments, oprfCommitments[1]!] },
        { releaseCommitments: releaseCommitments.slice(0, 2) },
        { releaseCommitments: [...releaseCommitments, releaseCommitments[1]!] },
        { oprfCommitments: [...oprfCommitments].reverse() },
        { releaseCommitments: oprfCommitments },
      ];
      for (const changes of wrong) {
        await expect(attempt({ epochPart: withPart(changes) })).rejects.toMatchObject({ code: 'COMMITMENT_MISMATCH' });
      }
    });
    it('throws COMMITMENT_MISMATCH when a part is off the polynomial', async () => {
      const { oprfCommitments, releaseCommitments } = part();
      const swapped = [oprfCommitments[0]!, oprfCommitments[2]!, oprfCommitments[1]!];
      await expect(attempt({ epochPart: withPart({ oprfCommitments: swapped }) })).rejects.toMatchObject({
        code: 'COMMITMENT_MISMATCH',
      });
      const crossed = [releaseCommitments[0]!, oprfCommitments[1]!, oprfCommitments[2]!];
      await expect(attempt({ epochPart: withPart({ releaseCommitments: crossed }) })).rejects.toMatchObject({
        code: 'COMMITMENT_MISMATCH',
      });
    });
    it('throws POINT_IDENTITY and POINT_INVALID for bad points among the commitments', async () => {
      const { oprfCommitments } = part();
      const identity = [oprfCommitments[0]!, IDENTITY, oprfCommitments[2]!];
      await expect(attempt({ epochPart: withPart({ oprfCommitments: identity }) })).rejects.toMatchObject({
        code: 'POINT_IDENTITY',
      });
      const odd = [oprfCommitments[0]!, encodeBase64url(new Uint8Array(32).fill(1)), oprfCommitments[2]!];
      await expect(attempt({ epochPart: withPart({ oprfCommitments: odd }) })).rejects.toMatchObject({
        code: 'POINT_INVALID',
      });
    });
    it('throws MANIFEST_INVALID for a digest too few, and for one of no guardian', async () => {
      const { shardDigests } = part();
      const wrong = [
        shardDigests.slice(1),
        [...shardDigests, { index: 6, digest: IDENTITY }],
        [...shardDigests.slice(0, 4), { index: 9, digest: IDENTITY }],
      ];
      for (const digests of wrong) {
        await expect(attempt({ epochPart: withPart({ shardDigests: digests }) })).rejects.toMatchObject({
          code: 'MANIFEST_INVALID',
        });
      }
    });
    it('throws SHARD_DIGEST_MISMATCH when the digest of this seat is another', async () => {
      const shardDigests = part().shardDigests.map((each) =>
        each.index === 2 ? { index: 2, digest: IDENTITY } : each,
      );
      await expect(attempt({ epochPart: withPart({ shardDigests }) })).rejects.toMatchObject({
        code: 'SHARD_DIGEST_MISMATCH',
      });
    });
    it('throws IDENTITY_MISMATCH and PARTS_INVALID for a parcel of its own making', async () => {
      const context = {
        federationId: federation.config.federationId,
        epoch: 1,
        sender: encodeBase64url(OWNER.publicKey),
        recipient: federation.config.guardians[1]!.sealingKey,
        subject: sealed.manifest.id,
      };
      const parcel = await openParcel(context, federation.sealingKeys[1]!, sealed.parcels.get(2)!);
      const otherNonce = await sealParcel(context, { ...parcel, nonce: decodeBase64url(IDENTITY) });
      await expect(attempt({ parcel: otherNonce })).rejects.toMatchObject({ code: 'IDENTITY_MISMATCH' });
      const held = parcel.paths.get('recovery')!;
      const otherPath = await sealParcel(context, { ...parcel, paths: new Map([['inheritance', held]]) });
      await expect(attempt({ parcel: otherPath })).rejects.toMatchObject({ code: 'PARTS_INVALID' });
      const bothPaths = await sealParcel(context, {
        ...parcel,
        paths: new Map([
          ['recovery', held],
          ['inheritance', held],
        ]),
      });
      await expect(attempt({ parcel: bothPaths })).rejects.toMatchObject({ code: 'PARTS_INVALID' });
      const zero = await sealParcel(context, {
        ...parcel,
        paths: new Map([['recovery', { ...held, oprfPart: new Uint8Array(32) as never }]]),
      });
      await expect(attempt({ parcel: zero })).rejects.toMatchObject({ code: 'PARTS_INVALID' });
    });
    it('throws POLICY_INVALID for paths that the backup lacks, repeated or too few executors', async () => {
      const wrong = [
        { paths: { inheritance: {} } },
        { paths: { recovery: {}, inheritance: {} } },
        { executors: [IDENTITY, IDENTITY] },
        { paths: { recovery: { executorsRequired: 1 } } },
      ];
      for (const changes of wrong) {
        await expect(attempt({ policy: resigned(sealed.policy, OWNER, changes) })).rejects.toMatchObject({
          code: 'POLICY_INVALID',
        });
      }
    });
  });

  it('throws MEMORABLE_REUSED, PAYLOAD_TOO_LARGE and BUNDLE_INVALID on the owner’s side', async () => {
    const memorable = normalizeMemorable('twice');
    const paths = {
      recovery: { unlock: 'memorable', memorable },
      inheritance: { unlock: 'phrase', memorable },
    } as const;
    await expect(sealBackup(backupOf(federation, { paths }), seededRng('e'))).rejects.toMatchObject({
      code: 'MEMORABLE_REUSED',
    });
    const [secret] = backupOf(federation).secrets;
    const large = { ...secret!, bytes: (await import('@wardkeep/crypto')).SecretBytes.from(new Uint8Array(65_536)) };
    await expect(sealBackup(backupOf(federation, { secrets: [large] }), seededRng('f'))).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await expect(sealBackup(backupOf(federation, { secrets: [] }), seededRng('g'))).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
    });
    await expect(sealBackup(backupOf(federation, { paths: {} }), seededRng('h'))).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
    });
    expect(ISSUED_AT).toBe(sealed.manifest.body.issuedAt);
  });
});
