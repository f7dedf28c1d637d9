import { concatBytes, equalBytes, utf8, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';
import {
  addPoints,
  addScalars,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  parseScalar,
  randomScalar,
  scalarFromNumber,
  scalarFromWide,
  subtractScalars,
  type PointBytes,
  type ScalarBytes,
} from './group.js';
import { sha512 } from './hash.js';
import type { Rng } from './rng.js';

/*
 * Schnorr's proof of knowledge of x with X = xB, made non-interactive by Fiat and Shamir (RFC 8235 has the pattern): the
 * challenge hashes the statement and the context, the proof is c ‖ s.
 */

const SCALAR_BYTES = 32;
const tag = utf8('wardkeep/1/schnorr');

/**
 * Proves knowledge of a scalar.
 * @param secret - x
 * @param publicPoint - X = xB
 * @param context - what the proof is for, with the verifier's nonce: a proof is good for this context only
 * @param rng - for the commitment
 * @returns the proof, 64 bytes
 */
export function proveScalar(secret: ScalarBytes, publicPoint: PointBytes, context: Uint8Array, rng: Rng): Bytes {
  const r = randomScalar(rng);
  const c = challenge(publicPoint, multiplyBase(r), context);
  const s = addScalars(r, multiplyScalars(c, secret));
  r.fill(0);
  return concatBytes(c, s);
}

/**
 * Verifies what {@link proveScalar} made.
 * @param publicPoint - X, expected
 * @param context - expected
 * @param proof - 64 bytes
 * @returns whether the prover knows x; false for malformed bytes
 */
export function verifyScalarProof(publicPoint: PointBytes, context: Uint8Array, proof: Uint8Array): boolean {
  if (proof.length !== 2 * SCALAR_BYTES) return false;
  try {
    const c = parseScalar(proof.subarray(0, SCALAR_BYTES));
    const s = parseScalar(proof.subarray(SCALAR_BYTES));
    const commitment = addPoints(multiplyBase(s), multiplyPoint(subtractScalars(scalarFromNumber(0), c), publicPoint));
    return equalBytes(challenge(publicPoint, commitment, context), c);
  } catch (error) {
    if (error instanceof CryptoError && (error.code === 'SCALAR_INVALID' || error.code === 'POINT_IDENTITY'))
      return false;
    throw error;
  }
}

/** Every part is of fixed length but the last, so no two statements share a preimage. */
function challenge(publicPoint: PointBytes, commitment: PointBytes, context: Uint8Array): ScalarBytes {
  return scalarFromWide(sha512(Uint8Array.of(tag.length), tag, publicPoint, commitment, context));
}
