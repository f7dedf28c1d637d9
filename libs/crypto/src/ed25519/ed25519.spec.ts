import { inspect } from 'node:util';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from '@jest/globals';
import { concatBytes, decodeHex, utf8 } from '../bytes.js';
import { sha512 } from '../hash.js';
import { systemRng } from '../rng.js';
import { coded } from '../testing/coded.js';
import * as browser from './browser.js';
import * as node from './node.js';

const { Point } = ed25519;
type CurvePoint = InstanceType<typeof Point>;
const message = utf8('message');
const torsion = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
].map((hex) => decodeHex(hex));
const nonCanonical = [
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
].map((hex) => decodeHex(hex));

function both(publicKey: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  const verdict = node.verifyEd25519(publicKey, signed, signature);
  expect(browser.verifyEd25519(publicKey, signed, signature)).toBe(verdict);
  return verdict;
}

/** A signature whose equation holds at least with the cofactor, over any encodings of A and R. */
function forge(publicKey: Uint8Array, a: bigint, r: bigint, encodedR: Uint8Array): Uint8Array {
  const digest = sha512(encodedR, publicKey, message);
  const k = Point.Fn.create(digest.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
  return concatBytes(encodedR, Point.Fn.toBytes(Point.Fn.add(r, Point.Fn.mul(k, a))));
}

describe.each([
  ['node', node],
  ['browser', browser],
])('Ed25519 on %s', (_, implementation) => {
  it('signs what both verify, and stores as a seed', () => {
    const key = implementation.generateSigningKeyPair(systemRng);
    const signature = key.sign(message);
    expect(both(key.publicKey, message, signature)).toBe(true);
    expect(both(key.publicKey, utf8('other'), signature)).toBe(false);
    const seed = key.seed();
    expect(node.signingKeyPairFromSeed(seed.reveal()).sign(message)).toEqual(signature);
    expect(browser.signingKeyPairFromSeed(seed.reveal()).publicKey).toEqual(key.publicKey);
    seed.wipe();
    expect(key.sign(message)).toEqual(signature);
  });

  it('does not print its seed', () => {
    const key = implementation.signingKeyPairFromSeed(new Uint8Array(32).fill(77));
    expect(inspect(key, { showHidden: true, depth: 9 })).not.toContain('77, 77');
    expect(JSON.stringify(key)).not.toContain('77,');
  });

  it('throws BYTES_MALFORMED for a seed of another length', () => {
    expect(() => implementation.signingKeyPairFromSeed(new Uint8Array(31))).toThrow(coded('BYTES_MALFORMED'));
  });
});

describe('strict verification', () => {
  const a = 123456789n;
  const r = 987654321n;
  const honest = Point.BASE.multiply(a).toBytes();

  it('refuses s + order, malformed lengths and points off the curve', () => {
    const signature = forge(honest, a, r, Point.BASE.multiply(r).toBytes());
    expect(both(honest, message, signature)).toBe(true);
    const s = Point.Fn.fromBytes(signature.subarray(32)) + Point.Fn.ORDER;
    const high = Uint8Array.from({ length: 32 }, (_, i) => Number((s >> BigInt(8 * i)) & 255n));
    expect(both(honest, message, concatBytes(signature.subarray(0, 32), high))).toBe(false);
    expect(both(honest, message, signature.subarray(1))).toBe(false);
    expect(both(honest.subarray(1), message, signature)).toBe(false);
    const offCurve = new Uint8Array(32);
    offCurve[0] = 2;
    expect(both(offCurve, message, signature)).toBe(false);
    expect(both(honest, message, concatBytes(offCurve, signature.subarray(32)))).toBe(false);
  });

  it('refuses every key of small order and every non-canonical key', () => {
    for (const publicKey of [...torsion, ...nonCanonical]) {
      for (const encodedR of [...torsion, ...nonCanonical, Point.BASE.multiply(r).toBytes()]) {
        expect(both(publicKey, message, forge(publicKey, 0n, r, encodedR))).toBe(false);
        expect(both(publicKey, message, concatBytes(encodedR, new Uint8Array(32)))).toBe(false);
      }
    }
  });

  it('gives one verdict for keys and commitments with a part of small order, cofactorless', () => {
    let accepted = 0;
    for (const t of torsion) {
      const publicKey = Point.BASE.multiply(a).add(Point.fromBytes(t)).toBytes();
      for (const u of torsion) {
        const small: CurvePoint = Point.fromBytes(u);
        const mixed = forge(publicKey, a, r, Point.BASE.multiply(r).add(small).toBytes());
        const alone = forge(publicKey, a, 0n, u);
        for (const signature of [mixed, alone]) if (both(publicKey, message, signature)) accepted++;
      }
      for (const u of nonCanonical) expect(both(publicKey, message, forge(publicKey, a, 0n, u))).toBe(false);
    }
    // Those whose small parts happen to cancel pass; with the cofactor all 128 would.
    expect(accepted).toBeGreaterThan(2);
    expect(accepted).toBeLessThan(64);
  });

  it('keeps verifying when more keys are seen than are cached', () => {
    const first = node.generateSigningKeyPair(systemRng);
    const signature = first.sign(message);
    for (let i = 0; i < 1100; i++) {
      const publicKey = new Uint8Array(32).fill(1);
      publicKey.set([i & 255, i >> 8, 9], 3);
      node.verifyEd25519(publicKey, message, signature);
    }
    expect(node.verifyEd25519(first.publicKey, message, signature)).toBe(true);
  });
});
