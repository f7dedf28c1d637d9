import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  combineParts,
  cryptoReady,
  decodeBase64url,
  encodeBase64url,
  evaluateWhole,
  fromUtf8,
  sealingKeyPairFromSeed,
} from '@wardkeep/crypto';
import {
  deriveKek,
  derivePathKeys,
  headerHash,
  isHeld,
  normalizeMemorable,
  openBackup,
  parseEnvelopeOf,
  stretchMemorable,
  verifyEnrolment,
  verifyFoundingConfig,
  verifyManifestMac,
  type HeldParts,
  type VerifiedEnrolment,
} from '@wardkeep/protocol';

const vector = JSON.parse(readFileSync(join(import.meta.dirname, 'wardkeep/enrolment.json'), 'utf8'));

describe('when the frozen enrolment is read', () => {
  let enrolments: VerifiedEnrolment[];
  beforeAll(async () => {
    await cryptoReady();
    const config = verifyFoundingConfig(vector.config);
    const { manifest, epochPart, policy } = vector;
    const payload = decodeBase64url(vector.payload);
    enrolments = await Promise.all(
      vector.parcels.map((parcel: string, at: number) => {
        const sealingKey = sealingKeyPairFromSeed(decodeBase64url(vector.sealingSeeds[at]));
        return verifyEnrolment({ manifest, epochPart, policy, parcel, payload }, { config, index: at + 1, sealingKey });
      }),
    );
  });
  const held = (index: number): HeldParts => enrolments[index - 1]!.parcel.paths.get('recovery')!;
  const partsOf = (name: 'oprfPart' | 'releasePart', indexes: number[]) =>
    combineParts(indexes.map((index) => ({ index, part: held(index)[name] })));

  it('passes every check on every seat', () => {
    expect(enrolments).toHaveLength(3);
  });
  it('derives the same keys', async () => {
    const { body } = enrolments[0]!.manifest;
    const salt = decodeBase64url(body.header.paths.recovery!.salt);
    const stretched = await stretchMemorable(normalizeMemorable(vector.memorable), salt);
    const rwd = evaluateWhole(partsOf('oprfPart', [1, 3]), stretched.input.reveal());
    const releaseSecret = partsOf('releasePart', [2, 3]);
    const keys = derivePathKeys(stretched, rwd, salt, 'recovery');
    verifyManifestMac(keys.manifestKey, 'recovery', body);
    expect({
      seed: encodeBase64url(stretched.seed.reveal()),
      input: encodeBase64url(stretched.input.reveal()),
      rwd: encodeBase64url(rwd),
      releaseSecret: encodeBase64url(releaseSecret),
      claimKeySeed: encodeBase64url(keys.claimKey.seed().reveal()),
      manifestKey: encodeBase64url(keys.manifestKey.reveal()),
      kek: encodeBase64url(deriveKek(stretched, rwd, releaseSecret, salt, 'recovery').reveal()),
      headerHash: encodeBase64url(headerHash(body.federationId, body.header)),
    }).toEqual(vector.keys);
  });
  it('opens to the same secret', async () => {
    const { body } = enrolments[0]!.manifest;
    const salt = decodeBase64url(body.header.paths.recovery!.salt);
    const bundle = await openBackup({
      manifest: body,
      path: 'recovery',
      stretched: await stretchMemorable(normalizeMemorable(vector.memorable), salt),
      rwd: decodeBase64url(vector.keys.rwd),
      releaseSecret: partsOf('releasePart', [1, 2]),
      shards: [1, 2].map((index) => held(index).shard.reveal()),
      payload: decodeBase64url(vector.payload),
    });
    const [secret] = bundle.secrets;
    expect({ label: secret!.label, kind: secret!.kind, text: fromUtf8(secret!.bytes.reveal()) }).toEqual(vector.secret);
    expect(encodeBase64url(bundle.ownerKeySeed.reveal())).toBe(vector.ownerKeySeed);
    expect(bundle.createdAt).toBe(vector.createdAt);
  });
  it('finds the frozen proofs of holding good', () => {
    const { body } = parseEnvelopeOf(vector.health, 'health');
    const { federationId, nonce, backups } = body;
    const { manifestId, paths } = backups[0]!;
    const context = { federationId, nonce, manifestId, path: 'recovery', index: 2 } as const;
    expect(isHeld(context, paths[0]!, enrolments[1]!.epochPart)).toBe(true);
  });
});
