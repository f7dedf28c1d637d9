import { decodeHex } from '../bytes.js';

/*
 * Libraries disagree on signatures that no honest signer makes (Chalkias, Garillot, Nikolaenko: "Taming the Many EdDSAs",
 * 2020). A hostile signer could use that to show two verifiers two truths, so both implementations apply these checks first
 * and then the cofactorless equation of RFC 8032 §5.1.7 by comparing encodings, as OpenSSL does. Stricter than the RFC in
 * one point: public keys of small order are refused, because under them one signature fits many messages.
 */

const ENCODED_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** Order of the base point, little endian. */
const order = decodeHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
/** 2²⁵⁵ − 19, little endian. */
const fieldPrime = decodeHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');
/** The y of every point whose order divides 8, little endian: order 1, 2, 4, and the two of order 8. Either sign of x. */
const smallOrder = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map((hex) => decodeHex(hex));

/**
 * The checks that need no curve arithmetic. The point A with x = 0 and a sign bit is refused here too, as both points with
 * x = 0 are of small order; the same in R fails at the equation, whose left side is always encoded canonically.
 * @param publicKey - A
 * @param signature - R ‖ s
 * @returns false when the signature must be refused whatever the message
 */
export function isStrictlyEncoded(publicKey: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== ENCODED_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  if (!isBelow(signature.subarray(ENCODED_BYTES), order, 0xff)) return false;
  if (!isBelow(signature.subarray(0, ENCODED_BYTES), fieldPrime, 0x7f)) return false;
  if (!isBelow(publicKey, fieldPrime, 0x7f)) return false;
  return !smallOrder.some((y) => hasY(publicKey, y));
}

/** Compares little-endian numbers, the top byte of `value` masked. Public data: time may vary. */
function isBelow(value: Uint8Array, bound: Uint8Array, topMask: number): boolean {
  for (let i = ENCODED_BYTES - 1; i >= 0; i--) {
    const byte = (value[i] ?? 0) & (i === ENCODED_BYTES - 1 ? topMask : 0xff);
    const limit = bound[i] ?? 0;
    if (byte !== limit) return byte < limit;
  }
  return false;
}

function hasY(encoded: Uint8Array, y: Uint8Array): boolean {
  for (let i = 0; i < ENCODED_BYTES - 1; i++) if (encoded[i] !== y[i]) return false;
  return ((encoded[ENCODED_BYTES - 1] ?? 0) & 0x7f) === y[ENCODED_BYTES - 1];
}
