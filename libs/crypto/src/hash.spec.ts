import { createHash, hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeHex, utf8 } from './bytes.js';
import { hkdfSha512, hmacSha256, sha256, sha512 } from './hash.js';
import { coded } from './testing/coded.js';

describe('hashes', () => {
  it.each([['abc'], ['a', 'bc'], ['', 'abc', '']])('hash parts %j as if joined', (...parts) => {
    const bytes = parts.map((part) => utf8(part));
    expect(sha256(...bytes)).toEqual(new Uint8Array(createHash('sha256').update('abc').digest()));
    expect(sha512(...bytes)).toEqual(new Uint8Array(createHash('sha512').update('abc').digest()));
  });

  it('give the examples of FIPS 180-4', () => {
    const [short, long] = [
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ];
    expect(sha256(utf8('abc'))).toEqual(decodeHex(short));
    expect(sha512(utf8('abc'))).toEqual(decodeHex(long));
    // Not a Buffer, which some libraries refuse and which may show its neighbours' memory.
    expect([sha256(), sha512()].map((bytes) => [bytes.constructor, bytes.buffer.byteLength])).toEqual([
      [Uint8Array, 32],
      [Uint8Array, 64],
    ]);
  });

  it('HMAC-SHA-256 gives RFC 4231 test case 2', () => {
    expect(hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?'))).toEqual(
      decodeHex('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
    );
  });

  it('HKDF-SHA-512 agrees with OpenSSL', () => {
    const [ikm, salt, info] = [utf8('ikm'), utf8('salt'), utf8('info')];
    for (const length of [1, 64, 65, 200]) {
      expect(hkdfSha512(ikm, salt, info, length)).toEqual(new Uint8Array(hkdfSync('sha512', ikm, salt, info, length)));
    }
  });

  it.each([0, -1, 1.5, 16321])('HKDF throws PARAMETER_INVALID for %d bytes', (length) => {
    expect(() => hkdfSha512(utf8('ikm'), utf8(''), utf8(''), length)).toThrow(coded('PARAMETER_INVALID'));
  });
});
