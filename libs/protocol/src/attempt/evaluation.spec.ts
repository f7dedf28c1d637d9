import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  blind,
  cryptoReady,
  encodeBase64url,
  evaluate,
  evaluateWhole,
  commitmentAt,
  randomScalar,
  shareScalar,
  type Blinded,
  type ScalarBytes,
  type ScalarSharing,
} from '@wardkeep/crypto';
import { CLAIM_ID, codeOf, CONFIG, countingRng, OTHER_CLAIM_ID } from '../claim/claims.fixture.js';
import { guardianStatement } from '../federation/members.fixture.js';
import { alphaDigestOf, type AttemptFields } from './attempt.js';
import { finishEvaluation, verifyGuardianEvaluation, type ExpectedEvaluation } from './evaluation.js';

const input = new Uint8Array(32).fill(7);
const rng = countingRng();
let key: ScalarBytes;
let sharing: ScalarSharing;
let blinded: Blinded;
let attempt: AttemptFields;

beforeAll(async () => {
  await cryptoReady();
  key = randomScalar(rng);
  sharing = shareScalar(key, 3, [1, 2, 3, 4, 5], rng);
  blinded = blind(input, rng);
  const fields = { configId: CONFIG.id, manifestId: OTHER_CLAIM_ID, path: 'recovery', attempt: 1, claimId: CLAIM_ID };
  attempt = { ...fields, alphaDigest: alphaDigestOf(blinded.alpha) } as AttemptFields;
});

function textOf(index: number, change: object = {}, part = sharing.parts.get(index)!): string {
  const { beta, proof } = evaluate(part, commitmentAt(sharing.commitments, index), blinded.alpha, rng);
  const fields = { ...attempt, beta: encodeBase64url(beta), proof: encodeBase64url(proof), ...change };
  return guardianStatement(CONFIG, index, 'evaluation', fields);
}
const expectedOf = (index: number): ExpectedEvaluation => ({
  config: CONFIG,
  index,
  attempt,
  alpha: blinded.alpha,
  commitments: sharing.commitments,
});
const read = (index: number, text = textOf(index)) => verifyGuardianEvaluation(text, expectedOf(index));

describe('when guardians evaluate', () => {
  it('gives with any t of them what the whole key would give', () => {
    for (const indexes of [
      [1, 2, 3],
      [5, 2, 4],
      [1, 2, 3, 4, 5],
    ]) {
      const rwd = finishEvaluation(
        indexes.map((index) => read(index)),
        input,
        blinded.blind,
        CONFIG.size,
      );
      expect(rwd.reveal()).toEqual(evaluateWhole(key, input));
    }
  });

  it('refuses t − 1 and one guardian t times with EVALUATION_INVALID', async () => {
    const finish =
      (...indexes: number[]) =>
      () =>
        finishEvaluation(
          indexes.map((index) => read(index)),
          input,
          blinded.blind,
          CONFIG.size,
        );
    expect(await codeOf(finish(1, 2))).toBe('EVALUATION_INVALID');
    expect(await codeOf(finish(1, 2, 2, 2))).toBe('EVALUATION_INVALID');
  });

  it('names what does not prove the guardian’s own part EVALUATION_INVALID', async () => {
    expect(await codeOf(() => read(1, textOf(1, {}, sharing.parts.get(2))))).toBe('EVALUATION_INVALID');
    expect(await codeOf(() => read(1, textOf(1, { beta: encodeBase64url(blinded.alpha) })))).toBe('EVALUATION_INVALID');
    expect(await codeOf(() => read(1, textOf(1, { beta: encodeBase64url(new Uint8Array(32).fill(255)) })))).toBe(
      'EVALUATION_INVALID',
    );
    expect(await codeOf(() => read(1, textOf(1, { beta: encodeBase64url(new Uint8Array(32)) })))).toBe(
      'EVALUATION_INVALID',
    );
    expect(await codeOf(() => read(1, textOf(1, { proof: encodeBase64url(new Uint8Array(64)) })))).toBe(
      'EVALUATION_INVALID',
    );
  });

  it('names one of another attempt EVALUATION_INVALID, and one of another guardian WRONG_SIGNER', async () => {
    expect(await codeOf(() => read(1, textOf(1, { attempt: 2 })))).toBe('EVALUATION_INVALID');
    expect(await codeOf(() => read(1, textOf(1, { claimId: OTHER_CLAIM_ID })))).toBe('EVALUATION_INVALID');
    expect(await codeOf(() => read(1, textOf(2)))).toBe('WRONG_SIGNER');
  });
});
