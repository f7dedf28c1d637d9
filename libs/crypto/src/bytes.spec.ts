import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  concatBytes,
  decodeBase64url,
  decodeHex,
  encodeBase64url,
  encodeHex,
  equalBytes,
  fromUtf8,
  utf8,
} from './bytes.js';
import { coded } from './testing/coded.js';

describe('base64url', () => {
  it('agrees with the platform for any bytes, and comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = encodeBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(decodeBase64url(text)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('gives each byte string one text only', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('A', 'Q', 'g', 'w', 'Z', 'z', '0', '9', '-', '_'), maxLength: 9 }),
        (text) => {
          let decoded;
          try {
            decoded = decodeBase64url(text);
          } catch {
            return;
          }
          expect(encodeBase64url(decoded)).toBe(text);
        },
      ),
    );
  });

  it.each(['A', 'AAAAA', 'AA==', 'AA=', 'A+', 'A/AA', 'A A', 'AB', 'AAB', 'é', 'AAé', 'AA\n'])(
    'throws BYTES_MALFORMED for %j',
    (text) => {
      expect(() => decodeBase64url(text)).toThrow(coded('BYTES_MALFORMED'));
    },
  );
});

describe('hex', () => {
  it('comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeHex(encodeHex(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it.each(['0', 'AB', '0g', ' 00', '00\n'])('throws BYTES_MALFORMED for %j', (text) => {
    expect(() => decodeHex(text)).toThrow(coded('BYTES_MALFORMED'));
  });
});

describe('equalBytes', () => {
  it('tells equal from different and from longer', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
  });
});

describe('utf-8', () => {
  it('comes back, byte order mark and all', () => {
    expect(fromUtf8(utf8('\ufeffÄ€😀'))).toBe('\ufeffÄ€😀');
    expect(concatBytes(utf8('a'), utf8('b'))).toEqual(utf8('ab'));
  });

  it.each([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]])('throws BYTES_MALFORMED for %j', (...bytes) => {
    expect(() => fromUtf8(Uint8Array.from(bytes))).toThrow(coded('BYTES_MALFORMED'));
  });
});
