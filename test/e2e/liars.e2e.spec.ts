import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Recovered } from '@wardkeep/client';
import { decodeBase64url, encodeBase64url, evaluate, multiplyBase, parsePoint, systemRng } from '@wardkeep/crypto';
import {
  alphaDigestOf,
  parseEnvelopeOf,
  sealedDigest,
  sealReleasedParts,
  type EvaluateBody,
  type StatementId,
} from '@wardkeep/protocol';
import '@wardkeep/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CorruptGuardian } from '../faults/corrupt-guardian.js';
import type { ProxiedRequest } from '../faults/lying-proxy.js';
import { stealParts, type StolenParts } from '../faults/stolen-parts.js';
import { enrolPerson, LIARS, LyingGuardians, RawClaimant, textOf, type Lie } from './claims/index.js';

const EVALUATE = '/v1/attempts/evaluate';
const RELEASE = '/v1/releases';

describe('when t − 1 guardians send wrong evaluations or parts', () => {
  let scene: LyingGuardians;
  /** Parts of another person's backup, and of the version before, by liar. */
  const ofAnother = new Map<number, StolenParts>();
  const ofBefore = new Map<number, StolenParts>();

  beforeAll(async () => {
    scene = await LyingGuardians.found(true);
    const { federation, formerManifestId, person } = scene;
    expect(formerManifestId).not.toBe(person.manifestId);
    const other = await enrolPerson(federation);
    for (const index of LIARS) {
      const { folder } = federation.at(index);
      ofAnother.set(index, await stealParts(folder, other.manifestId));
      ofBefore.set(index, await stealParts(folder, formerManifestId));
    }
  }, 120_000);
  afterAll(() => scene?.federation.close(), 30_000);
  afterEach(() => scene.reset());

  const evaluateBodyOf = ({ body }: ProxiedRequest): EvaluateBody => JSON.parse(body.toString()) as EvaluateBody;
  const expectCulprits = ({ culprits, secrets, manifestId }: Recovered, reason: string): void => {
    expect([textOf(secrets), manifestId]).toEqual([scene.person.seed, scene.person.manifestId]);
    expect(culprits).toEqual(LIARS.map((index) => ({ index, reason })));
  };

  it('tells the truth otherwise: nobody is blamed while nobody lies', async () => {
    const { culprits, secrets } = await scene.recover();
    expect(textOf(secrets)).toBe(scene.person.seed);
    expect(culprits).toEqual([]);
  });

  const under =
    (parts: typeof ofAnother): Lie =>
    (answer: { evaluation: string }, liar, request) => {
      const { oprfPart } = parts.get(liar.index)!;
      const alpha = parsePoint(decodeBase64url(evaluateBodyOf(request).alpha));
      const { beta, proof } = evaluate(oprfPart, multiplyBase(oprfPart), alpha, systemRng);
      const change = { beta: encodeBase64url(beta), proof: encodeBase64url(proof) };
      return { evaluation: liar.resign(answer.evaluation, 'evaluation', (body) => ({ ...body, ...change })) };
    };
  const evaluationWith = (change: object) => (answer: { evaluation: string }, liar: CorruptGuardian) => ({
    evaluation: liar.resign(answer.evaluation, 'evaluation', (body) => ({ ...body, ...change })),
  });
  const zeros = encodeBase64url(new Uint8Array(64));
  const otherId = 'A'.repeat(43) as StatementId;

  it.each<[string, Lie, string]>([
    ['under the part of another backup', under(ofAnother), 'EVALUATION_INVALID'],
    ['under the part of the version before', under(ofBefore), 'EVALUATION_INVALID'],
    ['of another α', evaluationWith({ alphaDigest: alphaDigestOf(new Uint8Array(32)) }), 'EVALUATION_INVALID'],
    ['of another backup', evaluationWith({ manifestId: otherId }), 'EVALUATION_INVALID'],
    ['with a proof of nothing', evaluationWith({ proof: zeros }), 'EVALUATION_INVALID'],
    ['that is no point', evaluationWith({ beta: encodeBase64url(new Uint8Array(32).fill(255)) }), 'EVALUATION_INVALID'],
    ['that is the identity', evaluationWith({ beta: encodeBase64url(new Uint8Array(32)) }), 'EVALUATION_INVALID'],
    ['from another epoch', evaluationWith({ epoch: 2 }), 'WRONG_EPOCH'],
    ['of another guardian', (_, { index }) => ({ evaluation: evaluationOf(index) }), 'WRONG_SIGNER'],
    ['with a bit flipped', ({ evaluation }) => ({ evaluation: flipped(evaluation) }), 'SIGNATURE_INVALID'],
    ['that is no statement', () => ({ evaluation: '{"body":1}' }), 'STATEMENT_MALFORMED'],
    ['that is nothing at all', () => ({}), 'ANSWER_MALFORMED'],
  ])('names whoever sends an evaluation %s', async (_, lie, reason) => {
    if (reason === 'WRONG_SIGNER') await collectEvaluations();
    scene.tell(EVALUATE, lie);
    expectCulprits(await scene.recover(), reason);
  });

  /** Honest evaluations of the attempt, by guardian; each liar shows that of the other. */
  const evaluations = new Map<number, string>();
  const evaluationOf = (index: number): string => evaluations.get(3 - index) ?? '';
  const collectEvaluations = async (): Promise<void> => {
    scene.tell(EVALUATE, (answer: { evaluation: string }, { index }) => {
      evaluations.set(index, answer.evaluation);
      return answer;
    });
    await scene.recover();
    scene.reset();
    expect([...evaluations.keys()].sort()).toEqual(LIARS);
  };
  const flipped = (text: string): string => {
    const { body } = parseEnvelopeOf(text, 'evaluation');
    return text.replace(`"attempt":${String(body.attempt)}`, `"attempt":${String(body.attempt + 1)}`);
  };

  interface Released {
    readonly release: string;
    readonly sealed: string;
    readonly payload?: string;
  }
  /** Seals parts of the liar's choice to the claimant and signs for them. */
  const resealed = async (
    answer: Released,
    liar: CorruptGuardian,
    parts: Pick<StolenParts, 'shard' | 'releasePart'>,
  ) => {
    const raw = await RawClaimant.of(scene.claim.device);
    const { config } = raw.federation;
    const { requestId } = parseEnvelopeOf(answer.release, 'release').body;
    const recipient = encodeBase64url(raw.session.sealing.publicKey);
    const context = { federationId: config.federationId, epoch: config.epoch, guardianKey: liar.key, recipient };
    const sealed = await sealReleasedParts({ ...context, requestId }, parts);
    const release = liar.resign(answer.release, 'release', (body) => ({ ...body, sealedDigest: sealedDigest(sealed) }));
    return { ...answer, release, sealed };
  };
  const ownParts = (index: number) => stealParts(scene.federation.at(index).folder, scene.person.manifestId);
  const released = (change: object) => (answer: Released, liar: CorruptGuardian) => ({
    ...answer,
    release: liar.resign(answer.release, 'release', (body) => ({ ...body, ...change })),
  });

  it.each<[string, Lie, string]>([
    [
      'of another backup',
      (answer, liar) => resealed(answer, liar, ofAnother.get(liar.index)!),
      'SHARD_DIGEST_MISMATCH',
    ],
    [
      'of the version before',
      (answer, liar) => resealed(answer, liar, ofBefore.get(liar.index)!),
      'SHARD_DIGEST_MISMATCH',
    ],
    [
      'whose part of s is another one',
      async (answer, liar) =>
        resealed(answer, liar, { ...(await ownParts(liar.index)), releasePart: ofAnother.get(1)!.releasePart }),
      'COMMITMENT_MISMATCH',
    ],
    [
      'whose shard is that of another liar',
      async (answer, liar) => resealed(answer, liar, { ...(await ownParts(3 - liar.index)) }),
      'SHARD_DIGEST_MISMATCH',
    ],
    [
      'that it did not sign for',
      (answer, liar) => released({ sealedDigest: otherId })(answer, liar),
      'RELEASE_INVALID',
    ],
    ['for another request', (answer, liar) => released({ requestId: otherId })(answer, liar), 'RELEASE_INVALID'],
    ['from another epoch', (answer, liar) => released({ epoch: 2 })(answer, liar), 'WRONG_EPOCH'],
    [
      'that do not open',
      (answer: Released) => ({ ...answer, sealed: `A${answer.sealed.slice(1)}` }),
      'RELEASE_INVALID',
    ],
  ])('names whoever releases parts %s', async (_, lie, reason) => {
    scene.tell(RELEASE, lie);
    expectCulprits(await scene.recover(), reason);
  });

  it('asks another for the payload when those that were asked hold it back until all others have answered', async () => {
    const GARBAGE_MS = 2500;
    scene.apply(RELEASE, async () => {
      await sleep(GARBAGE_MS);
      return { status: 200, body: Buffer.from('{}') };
    });
    const begun = performance.now();
    const { secrets } = await scene.recover();
    expect(textOf(secrets)).toBe(scene.person.seed);
    scene.reset();
    // Nothing at all, for longer than anybody waits.
    for (const proxy of scene.proxies) proxy.delay(RELEASE, 60_000);
    expect(textOf((await scene.recover()).secrets)).toBe(scene.person.seed);
    expect(performance.now() - begun).toBeLessThan(20_000);
  }, 30_000);

  it('asks another for the payload when the first sends something else, or nothing', async () => {
    for (const payload of [encodeBase64url(new Uint8Array(64)), undefined]) {
      scene.tell(RELEASE, (answer: Released) => (answer.payload === undefined ? answer : { ...answer, payload }));
      const { secrets, culprits } = await scene.recover();
      expect(textOf(secrets)).toBe(scene.person.seed);
      expect(culprits).toContainEqual({ index: 1, reason: expect.stringMatching(/PAYLOAD|DIGEST/) as unknown });
      scene.reset();
    }
  });
});
