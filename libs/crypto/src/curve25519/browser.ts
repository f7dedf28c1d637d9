import { ristretto255, x25519 } from '@noble/curves/ed25519.js';
import type { Bytes } from '../bytes.js';
import type { Curve25519 } from './types.js';

/*
 * In JavaScript, because libsodium's WebAssembly is most of what a web page would have to load. Its big integers are not
 * constant time: who can time this page's own computations to the microsecond could learn of its scalars. Those are drawn for
 * one use, or belong to a backup that is sealed once; servers, which compute with one key for years at anybody's request, never
 * run this.
 */

const { Point } = ristretto255;
const { Fn } = Point;
const ENCODED_BYTES = 32;

/** The `noble-curves` library. */
export const curve25519: Curve25519 = Object.freeze({
  async prepare() {
    // Nothing to compile.
  },
  isPoint(bytes: Uint8Array) {
    try {
      Point.fromBytes(bytes);
      return true;
    } catch {
      return false;
    }
  },
  reduce: (wide: Uint8Array) => Fn.toBytes(Fn.create(littleEndian(wide))) as Bytes,
  addScalars: (a: Uint8Array, b: Uint8Array) => encode(Fn.add(decode(a), decode(b))),
  subtractScalars: (a: Uint8Array, b: Uint8Array) => encode(Fn.sub(decode(a), decode(b))),
  multiplyScalars: (a: Uint8Array, b: Uint8Array) => encode(Fn.mul(decode(a), decode(b))),
  invertScalar: (a: Uint8Array) => encode(Fn.inv(decode(a))),
  multiplyBase: (scalar: Uint8Array) => multiply(Point.BASE, scalar),
  multiplyPoint: (scalar: Uint8Array, point: Uint8Array) => multiply(Point.fromBytes(point), scalar),
  addPoints: (a: Uint8Array, b: Uint8Array) => Point.fromBytes(a).add(Point.fromBytes(b)).toBytes() as Bytes,
  x25519PublicKey: (seed: Uint8Array) => x25519.getPublicKey(seed) as Bytes,
});

/** The library refuses to multiply by zero. */
function multiply(point: InstanceType<typeof Point>, scalar: Uint8Array): Bytes {
  const number = decode(scalar);
  return number === 0n ? new Uint8Array(ENCODED_BYTES) : point.multiply(number).toBytes();
}

const decode = (scalar: Uint8Array): bigint => Fn.fromBytes(scalar);
const encode = (scalar: bigint): Bytes => Fn.toBytes(scalar) as Bytes;

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}
