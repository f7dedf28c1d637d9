import { requireLength, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';
import { drawBytes, type Rng } from './rng.js';
import { readyCurve } from './ready.js';

/*
 * ristretto255 (RFC 9496) with every check made here, so that the two implementations of `#curve25519` refuse alike.
 */

declare const brand: unique symbol;
/** A canonical encoding of a ristretto255 element other than the identity; made by {@link parsePoint} and group operations. */
export type PointBytes = Bytes & { readonly [brand]: 'point' };
/** A scalar below the group order, 32 bytes, little endian; made by {@link parseScalar} and scalar operations. */
export type ScalarBytes = Bytes & { readonly [brand]: 'scalar' };

const ENCODED_BYTES = 32;
const WIDE_BYTES = 64;
/** 2²⁵² + 27742317777372353535851937790883648493. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/**
 * @param bytes - from outside, copied
 * @returns the element
 * @throws CryptoError POINT_INVALID when not a canonical encoding; POINT_IDENTITY for the identity
 */
export function parsePoint(bytes: Uint8Array): PointBytes {
  if (bytes.length !== ENCODED_BYTES) {
    throw new CryptoError('POINT_INVALID', `point must be 32 bytes, got ${String(bytes.length)}`);
  }
  const point = new Uint8Array(bytes);
  if (isIdentity(point)) throw new CryptoError('POINT_IDENTITY', 'point must not be the identity');
  if (!readyCurve().isPoint(point)) {
    throw new CryptoError('POINT_INVALID', 'point is not a canonical ristretto255 encoding');
  }
  return point as PointBytes;
}

/**
 * @param bytes - from outside, little endian, copied
 * @param options - `allowZero` for a scalar that may be zero; otherwise zero is refused
 * @returns the scalar
 * @throws CryptoError SCALAR_INVALID
 */
export function parseScalar(bytes: Uint8Array, options: { readonly allowZero?: boolean } = {}): ScalarBytes {
  if (bytes.length !== ENCODED_BYTES) {
    throw new CryptoError('SCALAR_INVALID', `scalar must be 32 bytes, got ${String(bytes.length)}`);
  }
  const scalar = new Uint8Array(bytes);
  if (!isBelowOrder(scalar)) throw new CryptoError('SCALAR_INVALID', 'scalar must be below the group order');
  if (options.allowZero !== true && isIdentity(scalar))
    throw new CryptoError('SCALAR_INVALID', 'scalar must not be zero');
  return scalar as ScalarBytes;
}

/**
 * Draws a scalar from 64 random bytes, so that the bias is below 2⁻²⁵².
 * @param rng - the source
 * @returns a scalar other than zero
 * @throws CryptoError SCALAR_INVALID when the source gives zeros
 */
export function randomScalar(rng: Rng): ScalarBytes {
  const wide = drawBytes(rng, WIDE_BYTES);
  const scalar = scalarFromWide(wide);
  wide.fill(0);
  if (isIdentity(scalar)) throw new CryptoError('SCALAR_INVALID', 'random scalar is zero');
  return scalar;
}

/**
 * @param wide - 64 bytes, little endian
 * @returns the scalar that they are modulo the order; may be zero
 */
export function scalarFromWide(wide: Uint8Array): ScalarBytes {
  requireLength(wide, WIDE_BYTES, 'wide scalar');
  return readyCurve().reduce(wide) as ScalarBytes;
}

/**
 * @param value - 0 to 2³² − 1
 * @returns it as a scalar
 * @throws CryptoError SCALAR_INVALID
 */
export function scalarFromNumber(value: number): ScalarBytes {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new CryptoError('SCALAR_INVALID', 'number to be a scalar must be 0 to 4294967295');
  }
  const scalar = new Uint8Array(ENCODED_BYTES);
  new DataView(scalar.buffer).setUint32(0, value, true);
  return scalar as ScalarBytes;
}

/** @returns a + b */
export function addScalars(a: ScalarBytes, b: ScalarBytes): ScalarBytes {
  return readyCurve().addScalars(a, b) as ScalarBytes;
}

/** @returns a − b */
export function subtractScalars(a: ScalarBytes, b: ScalarBytes): ScalarBytes {
  return readyCurve().subtractScalars(a, b) as ScalarBytes;
}

/** @returns a · b */
export function multiplyScalars(a: ScalarBytes, b: ScalarBytes): ScalarBytes {
  return readyCurve().multiplyScalars(a, b) as ScalarBytes;
}

/**
 * @returns 1 / a
 * @throws CryptoError SCALAR_INVALID when a is zero
 */
export function invertScalar(a: ScalarBytes): ScalarBytes {
  if (isIdentity(a)) throw new CryptoError('SCALAR_INVALID', 'zero has no inverse');
  return readyCurve().invertScalar(a) as ScalarBytes;
}

/**
 * @returns scalar · B, where B is the standard base point
 * @throws CryptoError POINT_IDENTITY when the scalar is zero
 */
export function multiplyBase(scalar: ScalarBytes): PointBytes {
  return requireElement(readyCurve().multiplyBase(scalar), 'product with the base point');
}

/**
 * @returns scalar · point
 * @throws CryptoError POINT_IDENTITY when the scalar is zero
 */
export function multiplyPoint(scalar: ScalarBytes, point: PointBytes): PointBytes {
  return requireElement(readyCurve().multiplyPoint(scalar, point), 'product with a point');
}

/**
 * @returns a + b
 * @throws CryptoError POINT_IDENTITY when the sum is the identity
 */
export function addPoints(a: PointBytes, b: PointBytes): PointBytes {
  return requireElement(readyCurve().addPoints(a, b), 'sum of points');
}

function requireElement(bytes: Bytes, name: string): PointBytes {
  if (isIdentity(bytes)) throw new CryptoError('POINT_IDENTITY', `${name} is the identity`);
  return bytes as PointBytes;
}

/** The identity is encoded as zeros (RFC 9496 §4.3.2), and so is the scalar zero. */
function isIdentity(bytes: Uint8Array): boolean {
  let any = 0;
  for (const byte of bytes) any |= byte;
  return any === 0;
}

/** Subtracts the order byte by byte and looks at the borrow: no branch on a secret. */
function isBelowOrder(scalar: Uint8Array): boolean {
  let borrow = 0;
  for (let i = 0; i < ENCODED_BYTES; i++) {
    borrow = (((scalar[i] ?? 0) - (orderBytes[i] ?? 0) - borrow) >> 8) & 1;
  }
  return borrow === 1;
}

const orderBytes = Uint8Array.from({ length: ENCODED_BYTES }, (_, i) => Number((ORDER >> BigInt(8 * i)) & 255n));
