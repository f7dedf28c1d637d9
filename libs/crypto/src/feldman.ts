import { equalBytes } from './bytes.js';
import { CryptoError } from './errors.js';
import {
  addPoints,
  addScalars,
  invertScalar,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  randomScalar,
  scalarFromNumber,
  subtractScalars,
  type PointBytes,
  type ScalarBytes,
} from './group.js';
import type { Rng } from './rng.js';

/*
 * Feldman's verifiable secret sharing (FOCS 1987) over ristretto255: a polynomial f of degree threshold − 1 with f(0) the
 * secret, parts f(index), and commitments to its coefficients, constant term first.
 */

const MOST_INDEX = 255;

/** What {@link shareScalar} makes. */
export interface ScalarSharing {
  /** The part of each index; secret, one for each holder. */
  readonly parts: ReadonlyMap<number, ScalarBytes>;
  /** Public; `commitments[0]` commits to the secret itself. */
  readonly commitments: readonly PointBytes[];
}

/** One holder's part. */
export interface ScalarPart {
  readonly index: number;
  readonly part: ScalarBytes;
}

/**
 * Shares a scalar among holders.
 * @param secret - the scalar to share
 * @param threshold - parts needed, 1 to the number of indexes
 * @param indexes - of the holders: distinct, 1 to 255
 * @param rng - for the coefficients
 * @returns parts and commitments
 * @throws CryptoError INDEX_INVALID, PARAMETER_INVALID, SCALAR_INVALID
 */
export function shareScalar(
  secret: ScalarBytes,
  threshold: number,
  indexes: readonly number[],
  rng: Rng,
): ScalarSharing {
  requireIndexes(indexes);
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > indexes.length) {
    throw new CryptoError(
      'PARAMETER_INVALID',
      `parts needed must be 1 to ${String(indexes.length)}, got ${String(threshold)}`,
    );
  }
  const coefficients = [secret];
  while (coefficients.length < threshold) coefficients.push(randomScalar(rng));
  const parts = new Map(indexes.map((index) => [index, evaluateAt(coefficients, index)] as const));
  const commitments = coefficients.map((coefficient) => multiplyBase(coefficient));
  for (const coefficient of coefficients.slice(1)) coefficient.fill(0);
  return { parts, commitments };
}

/**
 * The public point of one holder: its part times the base point, computed from the commitments alone.
 * @param commitments - constant term first, at least one
 * @param index - of the holder, 1 to 255
 * @returns f(index) · B
 * @throws CryptoError INDEX_INVALID, PARAMETER_INVALID, POINT_IDENTITY
 */
export function commitmentAt(commitments: readonly PointBytes[], index: number): PointBytes {
  requireIndexes([index]);
  const x = scalarFromNumber(index);
  let sum: PointBytes | undefined;
  for (const commitment of commitments.toReversed()) {
    sum = sum === undefined ? commitment : addPoints(index === 1 ? sum : multiplyPoint(x, sum), commitment);
  }
  if (sum === undefined) throw new CryptoError('PARAMETER_INVALID', 'commitments must not be empty');
  return sum;
}

/**
 * Checks a part against the commitments. The dealer is not trusted.
 * @param part - the part received
 * @param index - of its holder, 1 to 255
 * @param commitments - constant term first
 * @returns whether the part lies on the committed polynomial
 * @throws CryptoError INDEX_INVALID, PARAMETER_INVALID
 */
export function verifyPart(part: ScalarBytes, index: number, commitments: readonly PointBytes[]): boolean {
  try {
    return equalBytes(multiplyBase(part), commitmentAt(commitments, index));
  } catch (error) {
    // A zero part, or commitments that cancel out: made by a hostile dealer, not by chance.
    if (error instanceof CryptoError && error.code === 'POINT_IDENTITY') return false;
    throw error;
  }
}

/**
 * Interpolates at zero. Wrong or too few parts give a wrong scalar silently: check the result against `commitments[0]`.
 * @param parts - of distinct holders, at least one
 * @returns the shared scalar
 * @throws CryptoError INDEX_INVALID
 */
export function combineParts(parts: readonly ScalarPart[]): ScalarBytes {
  const indexes = parts.map(({ index }) => index);
  requireIndexes(indexes);
  let sum = scalarFromNumber(0);
  for (const { index, part } of parts) sum = addScalars(sum, multiplyScalars(weightAtZero(index, indexes), part));
  return sum;
}

/**
 * Lagrange coefficients at zero: λᵢ = Π xⱼ / (xⱼ − xᵢ) over the other indexes j.
 * @param indexes - distinct, 1 to 255, at least one
 * @returns the coefficient of each index
 * @throws CryptoError INDEX_INVALID
 */
export function lagrangeAtZero(indexes: readonly number[]): ReadonlyMap<number, ScalarBytes> {
  requireIndexes(indexes);
  return new Map(indexes.map((index) => [index, weightAtZero(index, indexes)] as const));
}

/**
 * @param own - one of the indexes
 * @param indexes - all of them, already checked
 * @returns the Lagrange coefficient of `own` at zero
 */
export function weightAtZero(own: number, indexes: readonly number[]): ScalarBytes {
  let numerator = scalarFromNumber(1);
  let denominator = scalarFromNumber(1);
  for (const other of indexes) {
    if (other === own) continue;
    const x = scalarFromNumber(other);
    numerator = multiplyScalars(numerator, x);
    denominator = multiplyScalars(denominator, subtractScalars(x, scalarFromNumber(own)));
  }
  return multiplyScalars(numerator, invertScalar(denominator));
}

function evaluateAt(coefficients: readonly ScalarBytes[], index: number): ScalarBytes {
  const x = scalarFromNumber(index);
  let value = scalarFromNumber(0);
  for (const coefficient of coefficients.toReversed()) value = addScalars(multiplyScalars(value, x), coefficient);
  return value;
}

/**
 * @param indexes - of holders
 * @throws CryptoError INDEX_INVALID unless there is one at least and all are distinct and 1 to 255
 */
export function requireIndexes(indexes: readonly number[]): void {
  if (indexes.length === 0) throw new CryptoError('INDEX_INVALID', 'at least one index is needed');
  for (const index of indexes) {
    if (!Number.isInteger(index) || index < 1 || index > MOST_INDEX) {
      throw new CryptoError('INDEX_INVALID', `index must be 1 to 255, got ${String(index)}`);
    }
  }
  if (new Set(indexes).size !== indexes.length) throw new CryptoError('INDEX_INVALID', 'indexes must be distinct');
}
