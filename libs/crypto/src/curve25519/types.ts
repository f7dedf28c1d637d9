import type { Bytes } from '../bytes.js';

/**
 * What the group functions need of ristretto255 (RFC 9496) and X25519 (RFC 7748). Servers and browsers have one each, of the
 * same bytes. Scalars are below the order and points are canonical: callers have checked that.
 */
export interface Curve25519 {
  /** Resolves once the functions can be called. */
  prepare(): Promise<void>;
  /** @returns whether 32 bytes are the canonical encoding of an element; what it says of the identity does not count */
  isPoint(bytes: Uint8Array): boolean;
  /** @returns 64 bytes, little endian, modulo the order */
  reduce(wide: Uint8Array): Bytes;
  /** @returns a + b */
  addScalars(a: Uint8Array, b: Uint8Array): Bytes;
  /** @returns a − b */
  subtractScalars(a: Uint8Array, b: Uint8Array): Bytes;
  /** @returns a · b */
  multiplyScalars(a: Uint8Array, b: Uint8Array): Bytes;
  /** @returns 1 / a, where a is not zero */
  invertScalar(a: Uint8Array): Bytes;
  /** @returns scalar · B, zeros for the identity */
  multiplyBase(scalar: Uint8Array): Bytes;
  /** @returns scalar · point, zeros for the identity */
  multiplyPoint(scalar: Uint8Array, point: Uint8Array): Bytes;
  /** @returns a + b, zeros for the identity */
  addPoints(a: Uint8Array, b: Uint8Array): Bytes;
  /** @returns the X25519 public key of a private key, which is clamped first */
  x25519PublicKey(seed: Uint8Array): Bytes;
}
