import { beforeAll, describe, expect, it } from '@jest/globals';
import { cryptoReady, encodeBase64url, sha256, signingKeyPairFromSeed, utf8 } from '@wardkeep/crypto';
import {
  backupOf,
  federationOf,
  flipped,
  ISSUED_AT,
  OWNER,
  receiptOf,
  resigned,
  seededRng,
  type Federation,
} from './enrolment.fixture.js';
import { requireNamedParcels, signCommit, verifyCommit, verifyReceipt, type BackupVersion } from './receipts.js';
import { sealBackup, type SealedBackup } from './seal-backup.js';
import { parseEnvelopeOf, signStatement } from '../statements/envelope.js';

const OTHER = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

describe('when a version is committed', () => {
  let federation: Federation;
  let sealed: SealedBackup;
  let version: BackupVersion;
  beforeAll(async () => {
    await cryptoReady();
    federation = federationOf(5);
    sealed = await sealBackup(backupOf(federation), seededRng('a'));
    const { backupId, backupVersion } = sealed.manifest.body.header;
    version = { backupId, backupVersion, manifestId: sealed.manifest.id, epochPartId: sealed.epochPart.id };
  });
  const expected = () => ({ ...version, ownerKey: encodeBase64url(OWNER.publicKey) });
  const receipts = (indexes: readonly number[]) => indexes.map((index) => receiptOf(federation, sealed, index));
  const verifiedReceipts = (indexes: readonly number[]) =>
    receipts(indexes).map((text) => verifyReceipt(text, federation.config, version));
  const commitOf = (indexes: readonly number[]) =>
    signCommit(version, verifiedReceipts(indexes), sealed.parcels, {
      config: federation.config,
      ownerKey: OWNER,
      issuedAt: ISSUED_AT,
    });
  const carrying = (texts: readonly string[]) =>
    signStatement({ ...commitOf([1, 2, 3, 4]).body, receipts: [...texts] }, OWNER).text;

  it('accepts n receipts and the fewest allowed, in any order', () => {
    expect(verifyCommit(commitOf([1, 2, 3, 4, 5]).text, federation.config, expected()).holders).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(verifyCommit(commitOf([5, 1, 3, 2]).text, federation.config, expected()).holders).toEqual([1, 2, 3, 5]);
  });
  it('throws RECEIPTS_TOO_FEW below min(n, max(t + 1, q)), counting each guardian once', () => {
    expect(() => commitOf([1, 2, 3])).toThrow(expect.objectContaining({ code: 'RECEIPTS_TOO_FEW' }));
    expect(() => commitOf([1, 2, 3, 3])).toThrow(expect.objectContaining({ code: 'RECEIPTS_TOO_FEW' }));
    const again = receiptOf(federation, sealed, 3, { issuedAt: ISSUED_AT + 1 });
    for (const texts of [
      receipts([1, 2, 3]),
      [...receipts([1, 2, 3]), ...receipts([3])],
      [...receipts([1, 2, 3]), again],
    ]) {
      expect(() => verifyCommit(carrying(texts), federation.config, expected())).toThrow(
        expect.objectContaining({ code: 'RECEIPTS_TOO_FEW' }),
      );
    }
  });
  it('throws RECEIPT_INVALID for a receipt of another version', () => {
    for (const changes of [
      { manifestId: OTHER },
      { epochPartId: OTHER },
      { backupVersion: 2 },
      { backupId: 'AAAAAAAAAAAAAAAAAAAAAA' },
    ]) {
      const text = receiptOf(federation, sealed, 4, changes);
      expect(() => verifyReceipt(text, federation.config, version)).toThrow(
        expect.objectContaining({ code: 'RECEIPT_INVALID' }),
      );
      expect(() => verifyCommit(carrying([...receipts([1, 2, 3, 5]), text]), federation.config, expected())).toThrow(
        expect.objectContaining({ code: 'RECEIPT_INVALID' }),
      );
    }
  });
  it('throws for receipts of another epoch, federation, guardian, and for a flipped bit', () => {
    const check = (text: string, code: string) =>
      expect(() => verifyReceipt(text, federation.config, version, 4)).toThrow(expect.objectContaining({ code }));
    check(receiptOf(federation, sealed, 4, { epoch: 2 }), 'WRONG_EPOCH');
    check(receiptOf(federation, sealed, 4, { federationId: OTHER }), 'WRONG_FEDERATION');
    check(receiptOf(federation, sealed, 3), 'WRONG_SIGNER');
    const text = receiptOf(federation, sealed, 4);
    check(flipped(text, sealed.policy.id), 'SIGNATURE_INVALID');
    const outsider = signingKeyPairFromSeed(sha256(utf8('outsider')));
    const { body } = parseEnvelopeOf(text, 'receipt');
    check(
      signStatement(
        { ...body, signer: { ...body.signer, key: encodeBase64url(outsider.publicKey) as never } },
        outsider,
      ).text,
      'WRONG_SIGNER',
    );
    check(signStatement({ ...body, signer: { ...body.signer, index: 9 } }, outsider).text, 'WRONG_SIGNER');
    expect(() =>
      verifyReceipt(
        signStatement({ ...body, signer: { ...body.signer, index: 9 } }, outsider).text,
        federation.config,
        version,
      ),
    ).toThrow(expect.objectContaining({ code: 'GUARDIAN_UNKNOWN' }));
  });
  it('throws for a commit of another owner, version, epoch, and for a flipped bit', () => {
    const commit = commitOf([1, 2, 3, 4]);
    const thief = signingKeyPairFromSeed(sha256(utf8('thief')));
    const check = (text: string, code: string) =>
      expect(() => verifyCommit(text, federation.config, expected())).toThrow(expect.objectContaining({ code }));
    check(
      resigned(commit, thief, { signer: { role: 'owner', key: encodeBase64url(thief.publicKey) } }),
      'WRONG_SIGNER',
    );
    check(resigned(commit, thief, {}), 'SIGNATURE_MISSING');
    check(resigned(commit, OWNER, { backupVersion: 2 }), 'WRONG_SUBJECT');
    check(resigned(commit, OWNER, { manifestId: OTHER }), 'WRONG_SUBJECT');
    check(resigned(commit, OWNER, { epoch: 2 }), 'WRONG_EPOCH');
    check(flipped(commit.text, commit.body.manifestId), 'SIGNATURE_INVALID');
  });
  it('does not verify again what the caller itself has signed', () => {
    const [own] = receipts([4]);
    const altered = flipped(own!, sealed.policy.id);
    const text = carrying([...receipts([1, 2, 3]), altered]);
    expect(verifyCommit(text, federation.config, expected(), altered).holders).toEqual([1, 2, 3, 4]);
  });
  it('throws RECEIPT_INVALID for a receipt of its own that was given for another version', () => {
    const own = receiptOf(federation, sealed, 4, { manifestId: OTHER });
    expect(() => verifyCommit(carrying([...receipts([1, 2, 3]), own]), federation.config, expected(), own)).toThrow(
      expect.objectContaining({ code: 'RECEIPT_INVALID' }),
    );
  });
  it('names the parcels of guardians that gave no receipt, and throws WRONG_SUBJECT for any other', () => {
    const { body } = commitOf([1, 2, 3, 4]);
    expect(body.absentParcels.map(({ index }) => index)).toEqual([5]);
    expect(commitOf([1, 2, 3, 4, 5]).body.absentParcels).toEqual([]);
    const parcel = (index: number, of = index) => ({ index, parcel: sealed.parcels.get(of)! });
    expect(() => requireNamedParcels(body, [])).not.toThrow();
    expect(() => requireNamedParcels(body, [parcel(5)])).not.toThrow();
    for (const parcels of [[parcel(4)], [parcel(5, 4)], [parcel(5), parcel(6, 5)], [{ index: 5, parcel: 'AAAA' }]]) {
      expect(() => requireNamedParcels(body, parcels)).toThrow(expect.objectContaining({ code: 'WRONG_SUBJECT' }));
    }
  });
  it('fits 50 guardians into one statement', async () => {
    const large = federationOf(50);
    const backup = await sealBackup(backupOf(large), seededRng('fifty'));
    const texts = Array.from({ length: 50 }, (_, at) => receiptOf(large, backup, at + 1));
    const wanted = { ...version, manifestId: backup.manifest.id, epochPartId: backup.epochPart.id };
    const all = texts.map((text) => verifyReceipt(text, large.config, wanted));
    const commit = signCommit(wanted, all, new Map(), { config: large.config, ownerKey: OWNER, issuedAt: ISSUED_AT });
    expect(
      verifyCommit(commit.text, large.config, { ...wanted, ownerKey: encodeBase64url(OWNER.publicKey) }).holders,
    ).toHaveLength(50);
  });
});
