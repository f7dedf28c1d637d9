import { ristretto255 } from '@noble/curves/ed25519.js';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeHex } from './bytes.js';
import {
  addPoints,
  addScalars,
  invertScalar,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  parsePoint,
  parseScalar,
  randomScalar,
  scalarFromNumber,
  scalarFromWide,
  subtractScalars,
  type ScalarBytes,
} from './group.js';
import { systemRng } from './rng.js';
import { cryptoReady } from './ready.js';
import { codeOf, coded, fixedRng } from './testing/coded.js';

const { Point } = ristretto255;
const order = decodeHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
const zero = new Uint8Array(32);

describe('before cryptoReady', () => {
  it('throws NOT_READY', () => {
    expect(codeOf(() => randomScalar(systemRng))).toBe('NOT_READY');
  });
});

describe('ristretto255', () => {
  beforeAll(cryptoReady);

  // RFC 9496 A.2: encodings that must not decode.
  it.each([
    ['00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', 'POINT_INVALID'],
    ['ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'POINT_INVALID'],
    ['f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'POINT_INVALID'],
    ['edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'POINT_INVALID'],
    ['0100000000000000000000000000000000000000000000000000000000000000', 'POINT_INVALID'],
    ['01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'POINT_INVALID'],
    ['26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371', 'POINT_INVALID'],
    ['0000000000000000000000000000000000000000000000000000000000000000', 'POINT_IDENTITY'],
    ['e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d', 'POINT_INVALID'],
  ])('parsePoint refuses %s', (hex, code) => {
    expect(codeOf(() => parsePoint(decodeHex(hex)))).toBe(code);
  });

  it('gives the multiples of RFC 9496 A.1', () => {
    const base = decodeHex('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76');
    const twice = decodeHex('6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919');
    expect(multiplyBase(scalarFromNumber(1))).toEqual(base);
    expect(multiplyBase(scalarFromNumber(2))).toEqual(twice);
    expect(addPoints(parsePoint(base), parsePoint(base))).toEqual(twice);
  });

  it('parseScalar takes order − 1, and refuses the order, more, zero and other lengths', () => {
    const below = new Uint8Array(order);
    below[0] = 0xec;
    expect(parseScalar(below)).toEqual(below);
    for (const bad of [order, zero, new Uint8Array(32).fill(255), new Uint8Array(31).fill(1), new Uint8Array(33)]) {
      expect(() => parseScalar(bad)).toThrow(coded('SCALAR_INVALID'));
    }
    expect(parseScalar(zero, { allowZero: true })).toEqual(zero);
    expect(() => parseScalar(order, { allowZero: true })).toThrow(coded('SCALAR_INVALID'));
  });

  it('agrees with noble in every operation', () => {
    const wide = fc.uint8Array({ minLength: 64, maxLength: 64 });
    const number = (scalar: ScalarBytes): bigint => Point.Fn.fromBytes(scalar);
    fc.assert(
      fc.property(wide, wide, (first, second) => {
        const [a, b] = [scalarFromWide(first), scalarFromWide(second)];
        fc.pre(number(a) !== 0n && number(b) !== 0n);
        expect(number(addScalars(a, b))).toBe(Point.Fn.add(number(a), number(b)));
        expect(number(subtractScalars(a, b))).toBe(Point.Fn.sub(number(a), number(b)));
        expect(number(multiplyScalars(a, b))).toBe(Point.Fn.mul(number(a), number(b)));
        expect(number(invertScalar(a))).toBe(Point.Fn.inv(number(a)));
        expect(multiplyPoint(b, multiplyBase(a))).toEqual(Point.BASE.multiply(number(multiplyScalars(a, b))).toBytes());
      }),
      { numRuns: 20 },
    );
  });

  it('throws POINT_IDENTITY or SCALAR_INVALID where zero comes out', () => {
    const nought = scalarFromNumber(0);
    const one = scalarFromNumber(1);
    const base = multiplyBase(one);
    const minus = multiplyBase(subtractScalars(nought, one));
    expect(() => multiplyBase(nought)).toThrow(coded('POINT_IDENTITY'));
    expect(() => multiplyPoint(nought, base)).toThrow(coded('POINT_IDENTITY'));
    expect(() => addPoints(base, minus)).toThrow(coded('POINT_IDENTITY'));
    expect(() => invertScalar(nought)).toThrow(coded('SCALAR_INVALID'));
    expect(() => randomScalar(fixedRng(zero))).toThrow(coded('SCALAR_INVALID'));
  });

  it('refuses numbers and wide scalars out of range', () => {
    for (const value of [-1, 0.5, 2 ** 32]) expect(() => scalarFromNumber(value)).toThrow(coded('SCALAR_INVALID'));
    expect(() => scalarFromWide(zero)).toThrow(coded('BYTES_MALFORMED'));
  });
});
