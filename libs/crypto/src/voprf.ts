import { ristretto255_hasher } from '@noble/curves/ed25519.js';
import { concatBytes, utf8, type Bytes } from './bytes.js';
import { proveEvaluated, prefixed, verifyEvaluated, voprfContext } from './dleq.js';
import { CryptoError } from './errors.js';
import { requireIndexes, weightAtZero } from './feldman.js';
import {
  addPoints,
  invertScalar,
  multiplyPoint,
  parseScalar,
  parsePoint,
  randomScalar,
  scalarFromNumber,
  type PointBytes,
  type ScalarBytes,
} from './group.js';
import { sha512 } from './hash.js';
import type { Rng } from './rng.js';
import { SecretBytes } from './secret-bytes.js';

/*
 * The verifiable oblivious pseudorandom function of RFC 9497 (mode VOPRF, ristretto255-SHA512), with its key shared by
 * Feldman's scheme: each holder evaluates under its part and proves it against its public point; the evaluations combine by
 * Lagrange in the exponent. The output equals that of the whole key.
 */

const LONGEST_INPUT = 0xffff;
const groupTag = concatBytes(utf8('HashToGroup-'), voprfContext);

/** What the client keeps and what it sends. */
export interface Blinded {
  /** Secret: with it and the evaluations anyone can test guesses of the input. */
  readonly blind: SecretBytes;
  /** The blinded element, for the holders. */
  readonly alpha: PointBytes;
}

/** One holder's answer. */
export interface Evaluation {
  readonly beta: PointBytes;
  /** 64 bytes, for {@link verifyEvaluation}. */
  readonly proof: Bytes;
}

/** An evaluation and whose it is. */
export interface IndexedEvaluation {
  readonly index: number;
  readonly beta: PointBytes;
}

/**
 * @returns the blind 1, under which alpha is the hashed input itself: only for inputs that are public
 */
export function unitBlind(): SecretBytes {
  return SecretBytes.from(scalarFromNumber(1));
}

/**
 * Blind (RFC 9497 §3.3.2).
 * @param input - at most 65535 bytes
 * @param source - randomness for a fresh blind, or a blind kept from before
 * @returns the blind and the blinded element
 * @throws CryptoError PARAMETER_INVALID, SCALAR_INVALID
 */
export function blind(input: Uint8Array, source: Rng | SecretBytes): Blinded {
  const element = hashToGroup(input);
  const scalar = source instanceof SecretBytes ? parseScalar(source.reveal()) : randomScalar(source);
  const alpha = multiplyPoint(scalar, element);
  const kept = SecretBytes.from(scalar);
  scalar.fill(0);
  return { blind: kept, alpha };
}

/**
 * BlindEvaluate (RFC 9497 §3.3.2) under one part of the key.
 * @param part - the holder's part, or a whole key
 * @param partPublic - part · B, as others know it (`commitmentAt`)
 * @param alpha - from the client
 * @param rng - for the proof
 * @returns the evaluated element and the proof that this part made it
 */
export function evaluate(part: ScalarBytes, partPublic: PointBytes, alpha: PointBytes, rng: Rng): Evaluation {
  const beta = multiplyPoint(part, alpha);
  return { beta, proof: proveEvaluated(part, partPublic, [{ alpha, beta }], rng) };
}

/**
 * Checks one holder's answer.
 * @param partPublic - expected, from the commitments
 * @param alpha - as sent
 * @param beta - as answered
 * @param proof - as answered
 * @returns whether the holder used its own part
 */
export function verifyEvaluation(
  partPublic: PointBytes,
  alpha: PointBytes,
  beta: PointBytes,
  proof: Uint8Array,
): boolean {
  return verifyEvaluated(partPublic, [{ alpha, beta }], proof);
}

/**
 * Combines evaluations, each already verified, of one alpha under parts of one key. A wrong set combines silently.
 * @param evaluations - of exactly the threshold, or more, distinct holders
 * @returns what the whole key would have made of alpha
 * @throws CryptoError INDEX_INVALID, POINT_IDENTITY
 */
export function combineEvaluations(evaluations: readonly IndexedEvaluation[]): PointBytes {
  const indexes = evaluations.map(({ index }) => index);
  requireIndexes(indexes);
  return evaluations
    .map(({ index, beta }) => multiplyPoint(weightAtZero(index, indexes), beta))
    .reduce((sum, term) => addPoints(sum, term));
}

/**
 * Finalize (RFC 9497 §3.3.2) without its proof check, which was made part by part.
 * @param input - as blinded
 * @param blind - as kept
 * @param beta - the combined evaluation
 * @returns the output, 64 bytes: secret, wipe it
 * @throws CryptoError PARAMETER_INVALID, SCALAR_INVALID
 */
export function finalize(input: Uint8Array, blind: SecretBytes, beta: PointBytes): Bytes {
  const scalar = parseScalar(blind.reveal());
  const inverse = invertScalar(scalar);
  const unblinded = multiplyPoint(inverse, beta);
  scalar.fill(0);
  inverse.fill(0);
  return outputOf(input, unblinded);
}

/**
 * Evaluate (RFC 9497 §3.3.1): the same output for one who holds the whole key.
 * @param key - the whole key
 * @param input - at most 65535 bytes
 * @returns the output, 64 bytes: secret, wipe it
 * @throws CryptoError PARAMETER_INVALID
 */
export function evaluateWhole(key: ScalarBytes, input: Uint8Array): Bytes {
  return outputOf(input, multiplyPoint(key, hashToGroup(input)));
}

function hashToGroup(input: Uint8Array): PointBytes {
  requireInput(input);
  return parsePoint(ristretto255_hasher.hashToCurve(input, { DST: groupTag }).toBytes());
}

function outputOf(input: Uint8Array, unblinded: PointBytes): Bytes {
  requireInput(input);
  const output = sha512(prefixed(input), prefixed(unblinded), utf8('Finalize'));
  unblinded.fill(0);
  return output;
}

function requireInput(input: Uint8Array): void {
  if (input.length > LONGEST_INPUT) {
    throw new CryptoError('PARAMETER_INVALID', `voprf input must be at most 65535 bytes, got ${String(input.length)}`);
  }
}
