import { beforeAll, describe, expect, it } from '@jest/globals';
import { cryptoReady, encodeBase64url, padToBlock, utf8 } from '@wardkeep/crypto';
import type { SealedConfig } from '../federation/config.js';
import { flipBitOf } from '../federation/members.fixture.js';
import { LIMITS } from '../limits.js';
import { sealTo } from '../sealing/seal.js';
import { parseEnvelopeOf, signStatement } from '../statements/envelope.js';
import { codeOf, countingRng, IDENTITY, keyOf, NOW, openableConfig, sealingPairOf } from './claims.fixture.js';
import { matchIdentity, openClaimParcel, sealClaimParcel, type ClaimParcelContext } from './claim-parcel.js';
import {
  buildClaim,
  requireFresh,
  verificationWords,
  verifyClaim,
  verifyClaimParcels,
  type BuiltClaim,
} from './claim.js';
import { evidenceDigest, findEvidenceType, openEvidence, sealEvidence } from './evidence.js';

let config: SealedConfig;
let built: BuiltClaim;

beforeAll(async () => {
  await cryptoReady();
  config = openableConfig();
  built = await buildClaim({ config, identity: IDENTITY, contact: 'anna@example.org', now: NOW }, countingRng());
});

function contextOf(index: number) {
  return {
    federationId: config.federationId,
    epoch: config.epoch,
    sessionKey: built.claim.body.signer.key,
    recipient: encodeBase64url(sealingPairOf(index).publicKey),
    identityDigest: built.claim.body.identityDigest,
  };
}
const parcelOf = (index: number): string => built.parcels.find((parcel) => parcel.index === index)!.sealed;

/** The claim with other fields, signed anew by its own session key. */
function altered(change: object): string {
  return signStatement({ ...built.claim.body, ...change }, built.session.signing).text;
}

describe('when a claim is opened', () => {
  it('verifies, and its parcels are those that it was signed with', () => {
    const claim = verifyClaim(built.claim.text, config);
    verifyClaimParcels(claim, built.parcels);
    expect(claim.id).toBe(built.claim.id);
  });

  it('tells every guardian the identity, which gives the digest of the claim', async () => {
    for (const { index } of config.guardians) {
      const details = await openClaimParcel(contextOf(index), sealingPairOf(index), parcelOf(index));
      expect(details).toMatchObject({ identity: IDENTITY, contact: 'anna@example.org' });
      if (index > 1) continue;
      const expected = { ...contextOf(index), nonce: details.nonce };
      expect(await matchIdentity(details.identity, expected, NOW)).not.toBeNull();
      const fromMrz = { surname: 'LOEWE', givenNames: 'ANNA<MARIA', dateOfBirth: '1984-02-29' };
      expect(await matchIdentity(fromMrz, expected, NOW)).not.toBeNull();
      expect(await matchIdentity({ ...IDENTITY, givenNames: 'Anna' }, expected, NOW)).toBeNull();
    }
  });

  it('makes parcels of one size whatever the name', async () => {
    const other = { identity: { surname: 'O', givenNames: '', dateOfBirth: '1990-01-01' }, contact: '', evidence: [] };
    const sealed = await sealClaimParcel(contextOf(1), { ...other, nonce: encodeBase64url(new Uint8Array(32)) });
    expect(sealed).toHaveLength(parcelOf(1).length);
  });
});

describe('when a claim is not as it should be', () => {
  it.each<[string, object, string]>([
    ['of another federation', { federationId: encodeBase64url(new Uint8Array(32)) }, 'WRONG_FEDERATION'],
    ['of another epoch', { epoch: 2 }, 'WRONG_EPOCH'],
    ['of another config', { configId: encodeBase64url(new Uint8Array(32)) }, 'WRONG_CONFIG'],
    ['on the inheritance path', { kind: 'inheritance', path: 'inheritance' }, 'CLAIM_INVALID'],
    ['with a sealing key of small order', { sealingKey: encodeBase64url(new Uint8Array(32)) }, 'CLAIM_INVALID'],
    ['without a parcel for everybody', { parcelDigests: [] }, 'CLAIM_INVALID'],
  ])('refuses one %s', async (_, change, code) => {
    expect(await codeOf(() => verifyClaim(altered(change), config))).toBe(code);
  });

  it('refuses one with a flipped bit with SIGNATURE_INVALID', async () => {
    const text = flipBitOf(built.claim.text, built.claim.body.identityDigest);
    expect(await codeOf(() => verifyClaim(text, config))).toBe('SIGNATURE_INVALID');
  });

  it('refuses one that another key signed with SIGNATURE_MISSING', async () => {
    const { text } = signStatement(parseEnvelopeOf(built.claim.text, 'claim').body, keyOf('someone else'));
    expect(await codeOf(() => verifyClaim(text, config))).toBe('SIGNATURE_MISSING');
  });

  it('refuses other parcels, in another order, or too few, with CLAIM_INVALID', async () => {
    const claim = verifyClaim(built.claim.text, config);
    for (const parcels of [
      built.parcels.slice(1),
      built.parcels.toReversed(),
      built.parcels.map((p) => ({ ...p, sealed: parcelOf(1) })),
    ]) {
      expect(await codeOf(() => verifyClaimParcels(claim, parcels))).toBe('CLAIM_INVALID');
    }
  });

  it('refuses a parcel of another guardian, another claim, or altered, with CLAIM_INVALID', async () => {
    const pair = sealingPairOf(1);
    const open = (context: ClaimParcelContext, sealed: string) => () => openClaimParcel(context, pair, sealed);
    expect(await codeOf(open(contextOf(1), parcelOf(2)))).toBe('CLAIM_INVALID');
    expect(await codeOf(open(contextOf(1), flipBitOf(parcelOf(1), parcelOf(1).slice(-9))))).toBe('CLAIM_INVALID');
    const moved = { ...contextOf(1), sessionKey: encodeBase64url(new Uint8Array(32)) };
    expect(await codeOf(open(moved, parcelOf(1)))).toBe('CLAIM_INVALID');
  });

  it('refuses details that do not fit with CLAIM_INVALID', async () => {
    const huge = { surname: '漢'.repeat(200), givenNames: '漢'.repeat(200), dateOfBirth: '1990-01-01' };
    const details = {
      identity: huge,
      nonce: encodeBase64url(new Uint8Array(32)),
      contact: '漢'.repeat(200),
      evidence: [],
    };
    const items = Array.from({ length: 10 }, () => ({ digest: details.nonce, key: details.nonce }));
    expect(await codeOf(() => sealClaimParcel(contextOf(1), { ...details, evidence: items }))).toBe('CLAIM_INVALID');
    expect(await codeOf(() => sealClaimParcel(contextOf(1), { ...details, nonce: 'short' }))).toBe('CLAIM_INVALID');
  });

  it('refuses what would write to the terminal of the guardian who reads it with CLAIM_INVALID', async () => {
    const details = { identity: IDENTITY, nonce: encodeBase64url(new Uint8Array(32)), contact: '', evidence: [] };
    for (const contact of ['\u001b[2Jcall', 'two\nlines', 'turned \u202Eround']) {
      expect(await codeOf(() => sealClaimParcel(contextOf(1), { ...details, contact }))).toBe('CLAIM_INVALID');
    }
  });

  it('keeps what it could not read out of the error', async () => {
    const { federationId, epoch, sessionKey: sender, recipient, identityDigest: subject } = contextOf(1);
    const plaintext = padToBlock(utf8('{"identity": Anna'), 1024);
    const sealed = await sealTo({ type: 'claim-parcel', federationId, epoch, sender, recipient, subject }, plaintext);
    const error: unknown = await openClaimParcel(contextOf(1), sealingPairOf(1), sealed).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'CLAIM_INVALID' });
    expect((error as Error).cause).toBeUndefined();
  });

  it('refuses a device whose clock differs by more than 60 seconds with CLOCK_SKEW', async () => {
    expect(await codeOf(() => requireFresh(NOW - 60_000, NOW))).toBe('none');
    expect(await codeOf(() => requireFresh(NOW - 60_001, NOW))).toBe('CLOCK_SKEW');
    expect(await codeOf(() => requireFresh(NOW + 60_001, NOW))).toBe('CLOCK_SKEW');
  });
});

describe('when a claim has evidence', () => {
  it.each([
    ['application/pdf', [...utf8('%PDF-1.7')]],
    ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]],
    ['image/jpeg', [0xff, 0xd8, 0xff, 0xe0]],
    [null, [...utf8('<svg onload="x">')]],
    [null, [...utf8(' %PDF-1.7')]],
    [null, [0x89, 0x50]],
    [null, []],
  ])('is %s when it begins so', (mediaType, bytes) => {
    expect(findEvidenceType(Uint8Array.from(bytes))).toBe(mediaType);
  });

  it('names it by digest, and every guardian gets the key', async () => {
    const bytes = new Uint8Array(5000).fill(3);
    const input = {
      config,
      identity: IDENTITY,
      contact: '',
      now: NOW,
      evidence: [{ mediaType: 'application/pdf', bytes }],
    } as const;
    const { claim, evidence, parcels, session } = await buildClaim(input, countingRng(7));
    expect(claim.body.evidence).toEqual([evidence[0]!.item]);
    expect(evidenceDigest(evidence[0]!.ciphertext)).toBe(evidence[0]!.item.digest);
    const sessionKey = encodeBase64url(session.signing.publicKey);
    const context = { ...contextOf(2), sessionKey, identityDigest: claim.body.identityDigest };
    const details = await openClaimParcel(context, sealingPairOf(2), parcels[1]!.sealed);
    expect(openEvidence(evidence[0]!.ciphertext, details.evidence[0]!.key)).toEqual(bytes);
  });

  it('refuses a document over size with EVIDENCE_TOO_LARGE', async () => {
    const bytes = new Uint8Array(LIMITS.evidenceBytes);
    expect(await codeOf(() => sealEvidence({ mediaType: 'image/png', bytes }, countingRng()))).toBe(
      'EVIDENCE_TOO_LARGE',
    );
  });
});

describe('verification words', () => {
  it('are six, and others for another claim or another session key', () => {
    const words = verificationWords(built.claim.id);
    expect(words).toHaveLength(6);
    const other = parseEnvelopeOf(altered({ issuedAt: NOW + 1 }), 'claim');
    expect(verificationWords(other.id)).not.toEqual(words);
  });

  it('do not change from version to version', () => {
    expect(verificationWords(encodeBase64url(new Uint8Array(32))).join(' ')).toMatchInlineSnapshot(
      `"solid domain cycle solution target announce"`,
    );
  });
});
