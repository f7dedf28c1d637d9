import { beforeAll, describe, expect, it } from '@jest/globals';
import { concatBytes, utf8 } from './bytes.js';
import { multiplyBase, randomScalar, scalarFromNumber } from './group.js';
import { systemRng } from './rng.js';
import { proveScalar, verifyScalarProof } from './schnorr.js';
import { cryptoReady } from './ready.js';

describe('Schnorr proof of possession', () => {
  beforeAll(cryptoReady);
  const context = utf8('check-up, nonce 1');

  it('holds for its point and context only', () => {
    const secret = randomScalar(systemRng);
    const point = multiplyBase(secret);
    const proof = proveScalar(secret, point, context, systemRng);
    expect(verifyScalarProof(point, context, proof)).toBe(true);
    expect(verifyScalarProof(point, utf8('check-up, nonce 2'), proof)).toBe(false);
    expect(verifyScalarProof(multiplyBase(scalarFromNumber(5)), context, proof)).toBe(false);
    const pretended = proveScalar(scalarFromNumber(5), point, context, systemRng);
    expect(verifyScalarProof(point, context, pretended)).toBe(false);
  });

  it('fails for any altered byte and for malformed bytes', () => {
    const secret = randomScalar(systemRng);
    const point = multiplyBase(secret);
    const proof = proveScalar(secret, point, context, systemRng);
    for (let at = 0; at < proof.length; at++) {
      const altered = new Uint8Array(proof);
      altered[at] = altered[at]! ^ 0x10;
      expect(verifyScalarProof(point, context, altered)).toBe(false);
    }
    for (const bad of [
      proof.subarray(1),
      concatBytes(proof, proof),
      new Uint8Array(64),
      new Uint8Array(64).fill(255),
    ]) {
      expect(verifyScalarProof(point, context, bad)).toBe(false);
    }
  });
});
