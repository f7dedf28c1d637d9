import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js';
import { sha512 as nobleSha512 } from '@noble/hashes/sha2.js';
import { concatBytes, equalBytes, utf8, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';
import {
  addPoints,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  parseScalar,
  randomScalar,
  scalarFromWide,
  subtractScalars,
  type PointBytes,
  type ScalarBytes,
} from './group.js';
import { sha512 } from './hash.js';
import type { Rng } from './rng.js';

/*
 * The proof of RFC 9497 §2.2 that one scalar relates B to A and every C to its D, for mode VOPRF (0x01) of
 * ristretto255-SHA512. Written over the package's own group functions because servers would wait 5 ms of
 * every evaluation for JavaScript.
 */

const SCALAR_BYTES = 32;
const base = utf8('OPRFV1-');
/** `contextString` of RFC 9497 §3.1. */
export const voprfContext = concatBytes(base, Uint8Array.of(1), utf8('-ristretto255-SHA512'));
const seedTag = concatBytes(utf8('Seed-'), voprfContext);
const scalarTag = concatBytes(utf8('HashToScalar-'), voprfContext);

/** One element and what the key made of it. */
export interface Evaluated {
  readonly alpha: PointBytes;
  readonly beta: PointBytes;
}

/**
 * GenerateProof (RFC 9497 §2.2.1).
 * @param key - k
 * @param publicKey - kB
 * @param pairs - (C, D = kC), at least one
 * @param rng - for the commitment
 * @returns c ‖ s, 64 bytes
 */
export function proveEvaluated(key: ScalarBytes, publicKey: PointBytes, pairs: readonly Evaluated[], rng: Rng): Bytes {
  const m = composite(weigh(publicKey, pairs), 'alpha');
  const z = multiplyPoint(key, m);
  const r = randomScalar(rng);
  const c = challenge(publicKey, m, z, multiplyBase(r), multiplyPoint(r, m));
  const s = subtractScalars(r, multiplyScalars(c, key));
  r.fill(0);
  return concatBytes(c, s);
}

/**
 * VerifyProof (RFC 9497 §2.2.2).
 * @param publicKey - of the key that evaluated
 * @param pairs - as proved, in order
 * @param proof - 64 bytes
 * @returns whether the proof holds; false for malformed bytes
 */
export function verifyEvaluated(publicKey: PointBytes, pairs: readonly Evaluated[], proof: Uint8Array): boolean {
  if (proof.length !== 2 * SCALAR_BYTES) return false;
  try {
    const c = parseScalar(proof.subarray(0, SCALAR_BYTES));
    const s = parseScalar(proof.subarray(SCALAR_BYTES));
    const weighed = weigh(publicKey, pairs);
    const m = composite(weighed, 'alpha');
    const z = composite(weighed, 'beta');
    const t2 = addPoints(multiplyBase(s), multiplyPoint(c, publicKey));
    const t3 = addPoints(multiplyPoint(s, m), multiplyPoint(c, z));
    return equalBytes(challenge(publicKey, m, z, t2, t3), c);
  } catch (error) {
    // Zero scalars and cancelling points do not come from an honest prover but with negligible chance.
    if (error instanceof CryptoError && (error.code === 'SCALAR_INVALID' || error.code === 'POINT_IDENTITY'))
      return false;
    throw error;
  }
}

type Weighed = Evaluated & { readonly weight: ScalarBytes };

/** The dᵢ of ComputeComposites, each of which hashes a whole pair. */
function weigh(publicKey: PointBytes, pairs: readonly Evaluated[]): Weighed[] {
  const seed = sha512(prefixed(publicKey), prefixed(seedTag));
  return pairs.map(({ alpha, beta }, i) => {
    const message = concatBytes(prefixed(seed), uint16(i), prefixed(alpha), prefixed(beta), utf8('Composite'));
    return { alpha, beta, weight: hashToScalar(message) };
  });
}

/** ComputeComposites: Σ dᵢ · Cᵢ, or Σ dᵢ · Dᵢ. */
function composite(pairs: readonly Weighed[], side: keyof Evaluated): PointBytes {
  const [first, ...others] = pairs.map((pair) => multiplyPoint(pair.weight, pair[side]));
  if (first === undefined) throw new CryptoError('PARAMETER_INVALID', 'a proof needs at least one evaluated element');
  return others.reduce(addPoints, first);
}

function challenge(...points: readonly PointBytes[]): ScalarBytes {
  return hashToScalar(concatBytes(...points.map((point) => prefixed(point)), utf8('Challenge')));
}

/** SHA-512 with the sizes that expand_message_xmd (RFC 9380 §5.3.1) asks for. */
const { outputLen, blockLen, canXOF } = nobleSha512;
const create = () => nobleSha512.create();
const sizedSha512 = Object.assign((message: Uint8Array) => sha512(message), { outputLen, blockLen, canXOF, create });

/** HashToScalar of RFC 9497 §4.1. */
function hashToScalar(message: Uint8Array): ScalarBytes {
  return scalarFromWide(expand_message_xmd(message, scalarTag, 64, sizedSha512));
}

/**
 * @param bytes - at most 65535
 * @returns I2OSP(len, 2) ‖ bytes
 */
export function prefixed(bytes: Uint8Array): Bytes {
  return concatBytes(uint16(bytes.length), bytes);
}

function uint16(value: number): Bytes {
  return Uint8Array.of(value >> 8, value & 255);
}
