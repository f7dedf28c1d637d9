import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { utf8 } from './bytes.js';
import { proveEvaluated, verifyEvaluated } from './dleq.js';
import { commitmentAt, shareScalar } from './feldman.js';
import { multiplyBase, multiplyPoint, randomScalar, scalarFromNumber } from './group.js';
import { systemRng } from './rng.js';
import { SecretBytes } from './secret-bytes.js';
import { cryptoReady } from './ready.js';
import { coded } from './testing/coded.js';
import { blind, combineEvaluations, evaluate, evaluateWhole, finalize, unitBlind, verifyEvaluation } from './voprf.js';

const input = utf8('memorable');

describe('threshold VOPRF', () => {
  beforeAll(cryptoReady);

  it('any threshold of holders give the output of the whole key', () => {
    const key = randomScalar(systemRng);
    const indexes = [1, 4, 9, 250];
    const { parts, commitments } = shareScalar(key, 3, indexes, systemRng);
    const { blind: kept, alpha } = blind(input, systemRng);
    const answers = indexes.map((index) => {
      const partPublic = commitmentAt(commitments, index);
      const { beta, proof } = evaluate(parts.get(index)!, partPublic, alpha, systemRng);
      expect(verifyEvaluation(partPublic, alpha, beta, proof)).toBe(true);
      return { index, beta };
    });
    const expected = evaluateWhole(key, input);
    for (const skipped of indexes) {
      const chosen = answers.filter(({ index }) => index !== skipped);
      expect(finalize(input, kept, combineEvaluations(chosen))).toEqual(expected);
      expect(finalize(input, kept, combineEvaluations(chosen.slice(1)))).not.toEqual(expected);
    }
  });

  it('repeats with a blind that was kept, and works with the blind 1', () => {
    const key = randomScalar(systemRng);
    const first = blind(input, systemRng);
    expect(blind(input, first.blind).alpha).toEqual(first.alpha);
    const open = blind(input, unitBlind());
    expect(blind(input, unitBlind()).alpha).toEqual(open.alpha);
    expect(finalize(input, open.blind, multiplyPoint(key, open.alpha))).toEqual(evaluateWhole(key, input));
  });

  it('refuses a proof for another key, alpha, beta, or with any altered byte', () => {
    const key = randomScalar(systemRng);
    const partPublic = multiplyBase(key);
    const { alpha } = blind(input, systemRng);
    const { beta, proof } = evaluate(key, partPublic, alpha, systemRng);
    expect(verifyEvaluation(multiplyBase(randomScalar(systemRng)), alpha, beta, proof)).toBe(false);
    expect(verifyEvaluation(partPublic, beta, beta, proof)).toBe(false);
    expect(verifyEvaluation(partPublic, alpha, alpha, proof)).toBe(false);
    for (let at = 0; at < proof.length; at++) {
      const altered = new Uint8Array(proof);
      altered[at] = altered[at]! ^ 1;
      expect(verifyEvaluation(partPublic, alpha, beta, altered)).toBe(false);
    }
    for (const malformed of [proof.subarray(1), new Uint8Array(64), new Uint8Array(64).fill(255)]) {
      expect(verifyEvaluation(partPublic, alpha, beta, malformed)).toBe(false);
    }
  });

  it('throws SCALAR_INVALID for a kept blind that is zero or malformed', () => {
    for (const bad of [new Uint8Array(32), new Uint8Array(31), new Uint8Array(32).fill(255)]) {
      expect(() => blind(input, SecretBytes.from(bad))).toThrow(coded('SCALAR_INVALID'));
      expect(() => finalize(input, SecretBytes.from(bad), multiplyBase(scalarFromNumber(1)))).toThrow(
        coded('SCALAR_INVALID'),
      );
    }
  });

  it('throws PARAMETER_INVALID for an input too long, or a proof of nothing', () => {
    const long = new Uint8Array(65536);
    const one = scalarFromNumber(1);
    expect(() => blind(long, systemRng)).toThrow(coded('PARAMETER_INVALID'));
    expect(() => evaluateWhole(one, long)).toThrow(coded('PARAMETER_INVALID'));
    expect(() => finalize(long, unitBlind(), multiplyBase(one))).toThrow(coded('PARAMETER_INVALID'));
    expect(() => proveEvaluated(one, multiplyBase(one), [], systemRng)).toThrow(coded('PARAMETER_INVALID'));
    const proof = new Uint8Array(64).fill(1);
    expect(() => verifyEvaluated(multiplyBase(one), [], proof)).toThrow(coded('PARAMETER_INVALID'));
  });

  it('throws INDEX_INVALID for no, or repeated, evaluations', () => {
    const beta = multiplyBase(scalarFromNumber(1));
    expect(() => combineEvaluations([])).toThrow(coded('INDEX_INVALID'));
    expect(() =>
      combineEvaluations([
        { index: 1, beta },
        { index: 1, beta },
      ]),
    ).toThrow(coded('INDEX_INVALID'));
  });

  it('is a function of the input alone', () => {
    const key = randomScalar(systemRng);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const { blind: kept, alpha } = blind(bytes, systemRng);
        expect(finalize(bytes, kept, multiplyPoint(key, alpha))).toEqual(evaluateWhole(key, bytes));
      }),
      { numRuns: 10 },
    );
  });
});
