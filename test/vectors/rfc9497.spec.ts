import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  blind,
  combineEvaluations,
  combineParts,
  commitmentAt,
  cryptoReady,
  decodeHex,
  encodeHex,
  evaluate,
  evaluateWhole,
  finalize,
  multiplyBase,
  multiplyPoint,
  parsePoint,
  parseScalar,
  SecretBytes,
  shareScalar,
  systemRng,
  verifyEvaluation,
  type Rng,
} from '@wardkeep/crypto';
import { proveEvaluated, verifyEvaluated } from '../../libs/crypto/src/dleq.js';

interface Vector {
  readonly Batch: number;
  readonly Blind: string;
  readonly BlindedElement: string;
  readonly EvaluationElement: string;
  readonly Input: string;
  readonly Output: string;
  readonly Proof: { readonly proof: string; readonly r: string };
}
interface Suite {
  readonly identifier: string;
  readonly mode: number;
  readonly skSm: string;
  readonly pkSm: string;
  readonly vectors: readonly Vector[];
}

const file = new URL('../../../shared/fixtures/rfc9497-ristretto255-voprf.json', import.meta.url);
const NONE: Suite = { identifier: '', mode: 0, skSm: '', pkSm: '', vectors: [] };
/** The vectors lie beside the checkout, not in it; where they are not, this is shown as not run. */
const isThere = existsSync(file);
const [suite] = isThere ? (JSON.parse(readFileSync(file, 'utf8')) as [Suite]) : [NONE];
const describeIfThere = isThere ? describe : describe.skip;
const title = (text: string): string => (isThere ? text : `${text} (not run: ${file.pathname} is not there)`);

/** A source that gives the scalar of a vector, as 64 bytes to be reduced. */
function scalarRng(hex: string): Rng {
  return {
    bytes: (length) => {
      const wide = new Uint8Array(length);
      wide.set(decodeHex(hex));
      return wide;
    },
  };
}

/** The vectors with their batches taken apart. */
const single = suite.vectors.flatMap((vector) => {
  const field = (name: 'Blind' | 'BlindedElement' | 'EvaluationElement' | 'Input' | 'Output'): string[] =>
    vector[name].split(',');
  return field('Input').map((input, i) => ({
    input: decodeHex(input),
    blind: SecretBytes.from(decodeHex(field('Blind').at(i) ?? '')),
    alpha: field('BlindedElement').at(i) ?? '',
    beta: field('EvaluationElement').at(i) ?? '',
    output: field('Output').at(i) ?? '',
  }));
});

beforeAll(cryptoReady);

describeIfThere(title('RFC 9497 A.1.2, VOPRF with ristretto255-SHA512'), () => {
  it('is that suite and mode', () => {
    expect([suite.identifier, suite.mode, single.length]).toEqual(['ristretto255-SHA512', 1, 4]);
    expect(encodeHex(multiplyBase(parseScalar(decodeHex(suite.skSm))))).toBe(suite.pkSm);
  });

  it('blinds, evaluates and finalizes every input', () => {
    const key = parseScalar(decodeHex(suite.skSm));
    for (const vector of single) {
      const blinded = blind(vector.input, vector.blind);
      expect(encodeHex(blinded.alpha)).toBe(vector.alpha);
      const { beta, proof } = evaluate(key, multiplyBase(key), blinded.alpha, systemRng);
      expect(encodeHex(beta)).toBe(vector.beta);
      expect(verifyEvaluation(multiplyBase(key), blinded.alpha, beta, proof)).toBe(true);
      expect(encodeHex(finalize(vector.input, vector.blind, beta))).toBe(vector.output);
      expect(encodeHex(evaluateWhole(key, vector.input))).toBe(vector.output);
    }
  });

  it.each([1, 2])('makes and verifies the proofs over batches of %d', (batch) => {
    const vectors = suite.vectors.filter(({ Batch }) => Batch === batch);
    expect(vectors.length).toBeGreaterThan(0);
    vectors.forEach(checkProof);
  });

  function checkProof(vector: Vector): void {
    const key = parseScalar(decodeHex(suite.skSm));
    const publicKey = parsePoint(decodeHex(suite.pkSm));
    const betas = vector.EvaluationElement.split(',');
    const pairs = vector.BlindedElement.split(',').map((alpha, i) => ({
      alpha: parsePoint(decodeHex(alpha)),
      beta: parsePoint(decodeHex(betas.at(i) ?? '')),
    }));
    const proof = proveEvaluated(key, publicKey, pairs, scalarRng(vector.Proof.r));
    expect(encodeHex(proof)).toBe(vector.Proof.proof);
    expect(verifyEvaluated(publicKey, pairs, proof)).toBe(true);
    const [alpha, beta] = [pairs[0]?.alpha, pairs[0]?.beta];
    if (vector.Batch === 1 && alpha !== undefined && beta !== undefined) {
      expect(encodeHex(evaluate(key, publicKey, alpha, scalarRng(vector.Proof.r)).proof)).toBe(vector.Proof.proof);
      expect(verifyEvaluation(publicKey, alpha, beta, proof)).toBe(true);
    }
  }

  it('draws the blind of the vector from its randomness', () => {
    const [vector] = single;
    if (vector === undefined) throw new Error('no vector');
    const drawn = blind(vector.input, scalarRng(encodeHex(vector.blind.reveal())));
    expect(encodeHex(drawn.alpha)).toBe(vector.alpha);
    expect(drawn.blind.equals(vector.blind)).toBe(true);
  });
});

describeIfThere.each([
  [2, [1, 2, 3]],
  [3, [1, 2, 3, 4, 5]],
  [4, [7, 11, 100, 254, 255]],
  [8, Array.from({ length: 15 }, (_, i) => i + 1)],
])(title('RFC 9497 through %d shares of skSm at %j'), (threshold, indexes) => {
  it('gives the same evaluation and output for every run of holders', () => {
    const key = parseScalar(decodeHex(suite.skSm));
    const { parts, commitments } = shareScalar(key, threshold, indexes, systemRng);
    expect(encodeHex(multiplyBase(combineParts([...parts].map(([index, part]) => ({ index, part })))))).toBe(
      suite.pkSm,
    );
    for (const vector of single) {
      const { alpha } = blind(vector.input, vector.blind);
      const answers = [...parts].map(([index, part]) => {
        const partPublic = commitmentAt(commitments, index);
        const { beta, proof } = evaluate(part, partPublic, alpha, systemRng);
        expect(verifyEvaluation(partPublic, alpha, beta, proof)).toBe(true);
        return { index, beta };
      });
      for (let from = 0; from + threshold <= answers.length; from++) {
        const combined = combineEvaluations(answers.slice(from, from + threshold));
        expect(encodeHex(combined)).toBe(vector.beta);
        expect(encodeHex(finalize(vector.input, vector.blind, combined))).toBe(vector.output);
      }
      expect(encodeHex(combineEvaluations(answers.slice(0, threshold - 1)))).not.toBe(vector.beta);
      // Proven with the whole key, an evaluation does not pass for that of one part.
      const whole = multiplyPoint(key, alpha);
      const { proof } = evaluate(key, multiplyBase(key), alpha, systemRng);
      expect(verifyEvaluation(commitmentAt(commitments, indexes[0] ?? 0), alpha, whole, proof)).toBe(false);
    }
  });
});
