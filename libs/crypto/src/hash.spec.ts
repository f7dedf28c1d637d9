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
