import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeHex } from '../bytes.js';
import { curve25519 as browser } from './browser.js';
import { curve25519 as node } from './node.js';
import type { Curve25519 } from './types.js';

const order = decodeHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
const zero = new Uint8Array(32);
const one = Uint8Array.of(1, ...new Uint8Array(31));

beforeAll(() => node.prepare());

/** Runs one computation on both and gives the one result. */
function both(compute: (curve: Curve25519) => unknown): unknown {
  const expected = compute(node);
  expect(compute(browser)).toEqual(expected);
  return expected;
}

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** Uniform scalars, and those at the edges where carries and reductions go wrong. */
const scalar = fc.oneof(
  { weight: 4, arbitrary: bytes(64).map((wide) => node.reduce(wide)) },
  fc
    .integer({ min: 0, max: 300 })
    .map((value) => node.reduce(Uint8Array.of(value & 255, value >> 8, ...new Uint8Array(62)))),
  fc.integer({ min: 1, max: 300 }).map((value) => {
    const small = node.reduce(Uint8Array.of(value & 255, value >> 8, ...new Uint8Array(62)));
    return node.subtractScalars(zero, small);
  }),
);

describe('when servers and browsers compute on curve25519', () => {
  it('gets the same scalars', () => {
    fc.assert(
      fc.property(bytes(64), scalar, scalar, (wide, a, b) => {
        both((curve) => curve.reduce(wide));
        both((curve) => curve.addScalars(a, b));
        both((curve) => curve.subtractScalars(a, b));
        both((curve) => curve.multiplyScalars(a, b));
        if (a.some((byte) => byte !== 0)) both((curve) => curve.invertScalar(a));
      }),
      { numRuns: 200 },
    );
    both((curve) => curve.reduce(Uint8Array.of(...order, ...zero)));
    both((curve) => curve.reduce(new Uint8Array(64).fill(255)));
  });

  it('gets the same points', () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        const [first, second] = [a, b].map((each) => both((curve) => curve.multiplyBase(each)) as Uint8Array);
        if (first === undefined || second === undefined) throw new Error('two points');
        if (first.every((byte) => byte === 0) || second.every((byte) => byte === 0)) return;
        both((curve) => curve.addPoints(first, second));
        both((curve) => curve.multiplyPoint(b, first));
        expect(both((curve) => curve.multiplyPoint(a, second))).toEqual(node.multiplyBase(node.multiplyScalars(a, b)));
      }),
      { numRuns: 40 },
    );
  });

  it('gets zeros for the identity', () => {
    const base = node.multiplyBase(one);
    const minus = node.multiplyBase(node.subtractScalars(zero, one));
    expect(both((curve) => curve.multiplyBase(zero))).toEqual(zero);
    expect(both((curve) => curve.multiplyPoint(zero, base))).toEqual(zero);
    expect(both((curve) => curve.addPoints(base, minus))).toEqual(zero);
  });

  it('takes and refuses the same encodings, of random bytes, points, and points with one bit changed', () => {
    fc.assert(
      fc.property(bytes(32), scalar, fc.nat(255), (random, a, bit) => {
        fc.pre(random.some((byte) => byte !== 0));
        both((curve) => curve.isPoint(random));
        const point = node.multiplyBase(a);
        if (point.every((byte) => byte === 0)) return;
        expect(both((curve) => curve.isPoint(point))).toBe(true);
        const altered = new Uint8Array(point);
        altered[bit >> 3] = altered[bit >> 3]! ^ (1 << (bit & 7));
        if (altered.some((byte) => byte !== 0)) both((curve) => curve.isPoint(altered));
      }),
      { numRuns: 200 },
    );
    // One above the field's prime would be 1 again, and the sign bit must be clear (RFC 9496 §4.3.1).
    for (const bad of ['eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', `${'00'.repeat(31)}80`]) {
      expect(both((curve) => curve.isPoint(decodeHex(bad)))).toBe(false);
    }
  });

  it('gets the same X25519 keys, also of a vector (RFC 7748 §6.1)', () => {
    fc.assert(
      fc.property(bytes(32), (seed) => {
        both((curve) => curve.x25519PublicKey(seed));
      }),
      { numRuns: 20 },
    );
    const alice = decodeHex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a');
    expect(both((curve) => curve.x25519PublicKey(alice))).toEqual(
      decodeHex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a'),
    );
  });
});
