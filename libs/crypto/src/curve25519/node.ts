import sodium from 'libsodium-wrappers-sumo';
import type { Bytes } from '../bytes.js';
import type { Curve25519 } from './types.js';

const ENCODED_BYTES = 32;

/** libsodium: about eight times as fast as JavaScript, and constant time in its scalars. */
export const curve25519: Curve25519 = Object.freeze({
  async prepare() {
    await sodium.ready;
  },
  isPoint: (bytes: Uint8Array) => sodium.crypto_core_ristretto255_is_valid_point(bytes),
  reduce: (wide: Uint8Array) => own(sodium.crypto_core_ristretto255_scalar_reduce(wide)),
  addScalars: (a: Uint8Array, b: Uint8Array) => own(sodium.crypto_core_ristretto255_scalar_add(a, b)),
  subtractScalars: (a: Uint8Array, b: Uint8Array) => own(sodium.crypto_core_ristretto255_scalar_sub(a, b)),
  multiplyScalars: (a: Uint8Array, b: Uint8Array) => own(sodium.crypto_core_ristretto255_scalar_mul(a, b)),
  invertScalar: (a: Uint8Array) => own(sodium.crypto_core_ristretto255_scalar_invert(a)),
  multiplyBase: (scalar: Uint8Array) => orZeros(() => sodium.crypto_scalarmult_ristretto255_base(scalar)),
  multiplyPoint: (scalar: Uint8Array, point: Uint8Array) =>
    orZeros(() => sodium.crypto_scalarmult_ristretto255(scalar, point)),
  addPoints: (a: Uint8Array, b: Uint8Array) => own(sodium.crypto_core_ristretto255_add(a, b)),
  x25519PublicKey: (seed: Uint8Array) => own(sodium.crypto_scalarmult_base(seed)),
});

/** The wrappers copy every result out of the WebAssembly's memory, so this only says so to the compiler. */
const own = (bytes: Uint8Array): Bytes => bytes as Bytes;

/** It throws where the product is the identity. */
function orZeros(multiply: () => Uint8Array): Bytes {
  try {
    return own(multiply());
  } catch {
    return new Uint8Array(ENCODED_BYTES);
  }
}
