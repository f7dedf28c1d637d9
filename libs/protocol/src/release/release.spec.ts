import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  cryptoReady,
  encodeBase64url,
  generateSealingKeyPair,
  multiplyBase,
  randomScalar,
  SecretBytes,
  sha256,
  shareScalar,
  type ScalarBytes,
  type ScalarSharing,
  type SealingKeyPair,
} from '@wardkeep/crypto';
import { CLAIM_ID, codeOf, CONFIG, countingRng, keyOf, NOW, OTHER_CLAIM_ID, textOf } from '../claim/claims.fixture.js';
import { flipBitOf, guardianStatement, MEMBERS } from '../federation/members.fixture.js';
import { sealedDigest, sealTo } from '../sealing/seal.js';
import { buildOwnerKey, buildReleaseRequest, verifyOwnerKey, verifyReleaseRequest } from './release-request.js';
import { combineReleasedParts, openReleasedParts, sealReleasedParts, type ExpectedRelease } from './released-parts.js';

const MANIFEST_ID = OTHER_CLAIM_ID;
const rng = countingRng();
const keys = { session: keyOf('session'), claimKey: keyOf('claim key') };
const expected = {
  config: CONFIG,
  claimId: CLAIM_ID,
  sessionKey: textOf('session'),
  manifestId: MANIFEST_ID,
  path: 'recovery',
  claimKey: textOf('claim key'),
} as const;
const wanted = { claimId: CLAIM_ID, manifestId: MANIFEST_ID, path: 'recovery', attempt: 1, guardianIndex: 1 } as never;

describe('when a claimant proves the memorable information', () => {
  const request = buildReleaseRequest(wanted, CONFIG, keys, NOW, rng);
  const check = (change: object = {}, index = 1, text = request.text) =>
    codeOf(() => verifyReleaseRequest(text, { ...expected, ...change }, index));

  it('is taken with both signatures, for this claim, core, path and guardian only', async () => {
    expect(await check()).toBe('none');
    expect(await check({ claimId: MANIFEST_ID })).toBe('WRONG_SUBJECT');
    expect(await check({ manifestId: CLAIM_ID })).toBe('WRONG_SUBJECT');
    expect(await check({ path: 'inheritance' })).toBe('WRONG_SUBJECT');
    expect(await check({}, 2)).toBe('WRONG_SUBJECT');
    expect(await check({ sessionKey: textOf('thief') })).toBe('WRONG_SIGNER');
    expect(await check({ claimKey: textOf('other') })).toBe('SIGNATURE_MISSING');
    expect(await check({}, 1, flipBitOf(request.text, MANIFEST_ID))).toBe('SIGNATURE_INVALID');
  });

  it('is refused without the claim key', async () => {
    const guess = buildReleaseRequest(wanted, CONFIG, { ...keys, claimKey: keyOf('wrong') }, NOW, rng);
    expect(await check({}, 1, guess.text)).toBe('SIGNATURE_MISSING');
    const forged = guess.text.replace(textOf('wrong'), textOf('claim key'));
    expect(await check({}, 1, forged)).toBe('SIGNATURE_INVALID');
  });

  it('replaces the owner key only of its own backup', async () => {
    const backupId = 'AAAAAAAAAAAAAAAAAAAAAA';
    const change = {
      claimId: CLAIM_ID,
      manifestId: MANIFEST_ID,
      path: 'recovery',
      backupId,
      newOwnerKey: textOf('new'),
    } as never;
    const statement = buildOwnerKey(change, CONFIG, keys, NOW);
    expect(verifyOwnerKey(statement, expected, backupId).body.newOwnerKey).toBe(textOf('new'));
    expect(await codeOf(() => verifyOwnerKey(statement, expected, 'AQAAAAAAAAAAAAAAAAAAAA'))).toBe('WRONG_SUBJECT');
    expect(await codeOf(() => verifyOwnerKey(statement, { ...expected, claimId: MANIFEST_ID }, backupId))).toBe(
      'WRONG_SUBJECT',
    );
  });
});

describe('when guardians release', () => {
  const requestId = CLAIM_ID;
  let pair: SealingKeyPair;
  let secret: ScalarBytes;
  let sharing: ScalarSharing;
  const shardOf = (index: number): Uint8Array => new Uint8Array(73).fill(index);

  beforeAll(async () => {
    await cryptoReady();
    pair = generateSealingKeyPair(rng);
    secret = randomScalar(rng);
    sharing = shareScalar(secret, 3, [1, 2, 3, 4, 5], rng);
  });

  const contextOf = (index: number) => ({
    federationId: CONFIG.federationId,
    epoch: CONFIG.epoch,
    guardianKey: MEMBERS[index - 1]!.publicKey,
    recipient: encodeBase64url(pair.publicKey),
    requestId,
  });
  const sealedOf = (index: number, shard = shardOf(index), part = sharing.parts.get(index)!) =>
    sealReleasedParts(contextOf(index), { shard: SecretBytes.from(shard), releasePart: part });
  const answerOf = (index: number, sealed: string, change: object = {}) => {
    const fields = { claimId: CLAIM_ID, manifestId: MANIFEST_ID, path: 'recovery', requestId, certificate: [CLAIM_ID] };
    return {
      sealed,
      release: guardianStatement(CONFIG, index, 'release', {
        ...fields,
        sealedDigest: sealedDigest(sealed),
        ...change,
      }),
    };
  };
  const expectedOf = (index: number): ExpectedRelease => ({
    config: CONFIG,
    index,
    claimId: CLAIM_ID,
    manifestId: MANIFEST_ID,
    path: 'recovery',
    requestId,
    shardDigest: encodeBase64url(sha256(shardOf(index))),
    commitments: sharing.commitments,
  });
  const open = async (index: number, answer?: ReturnType<typeof answerOf>) =>
    openReleasedParts(answer ?? answerOf(index, await sealedOf(index)), expectedOf(index), pair);

  it('combines any t parts to s', async () => {
    const parts = await Promise.all([5, 1, 3, 2].map((index) => open(index)));
    const combined = combineReleasedParts(parts, multiplyBase(secret), CONFIG.size);
    expect(combined.releaseSecret).toEqual(secret);
    expect(combined.shards).toEqual([5, 1, 3].map(shardOf));
  });

  it('refuses t − 1 guardians, one guardian t times, and parts of another s, with RELEASE_INVALID', async () => {
    const [one, two, three] = [await open(1), await open(2), await open(3)];
    const combine = (parts: (typeof one)[], key = multiplyBase(secret)) =>
      codeOf(() => combineReleasedParts(parts, key, CONFIG.size));
    expect(await combine([one, two])).toBe('RELEASE_INVALID');
    expect(await combine([one, two, two, two])).toBe('RELEASE_INVALID');
    expect(await combine([one, two, three], multiplyBase(sharing.parts.get(1)!))).toBe('RELEASE_INVALID');
  });

  it('names what is wrong with a guardian’s parts', async () => {
    expect(await codeOf(async () => open(1, answerOf(1, await sealedOf(1, shardOf(2)))))).toBe('SHARD_DIGEST_MISMATCH');
    expect(await codeOf(async () => open(1, answerOf(1, await sealedOf(1, shardOf(1), sharing.parts.get(2)))))).toBe(
      'COMMITMENT_MISMATCH',
    );
    const junk = await sealTo(
      { ...contextOf(1), sender: contextOf(1).guardianKey, type: 'release', subject: requestId },
      shardOf(1),
    );
    expect(await codeOf(() => open(1, answerOf(1, junk)))).toBe('RELEASE_INVALID');
    expect(await codeOf(async () => open(1, answerOf(1, await sealedOf(2))))).toBe('RELEASE_INVALID');
    const sealed = await sealedOf(1);
    expect(await codeOf(() => open(1, { ...answerOf(1, sealed), sealed: flipBitOf(sealed, sealed.slice(-20)) }))).toBe(
      'RELEASE_INVALID',
    );
    expect(await codeOf(() => open(1, answerOf(1, sealed, { requestId: MANIFEST_ID })))).toBe('RELEASE_INVALID');
    expect(await codeOf(() => open(1, answerOf(1, sealed, { manifestId: CLAIM_ID })))).toBe('RELEASE_INVALID');
    expect(await codeOf(() => open(1, answerOf(2, sealed)))).toBe('WRONG_SIGNER');
  });
});
