import { describe, expect, it } from '@jest/globals';
import { bech32m } from '@scure/base';
import fc from 'fast-check';
import { decodeBech32m, encodeBech32m } from './bech32m.js';
import { utf8 } from './bytes.js';
import { codeOf, coded } from './testing/coded.js';

const text = encodeBech32m('wk', utf8('an invite of more than ninety characters needs no limit of ninety characters'));

describe('bech32m', () => {
  it('comes back, in upper case too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const encoded = encodeBech32m('wk', bytes);
        expect(decodeBech32m('wk', encoded)).toEqual(new Uint8Array(bytes));
        expect(decodeBech32m('wk', encoded.toUpperCase())).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('throws a code for every cut and every altered character', () => {
    for (let end = 0; end < text.length; end++) {
      expect(codeOf(() => decodeBech32m('wk', text.slice(0, end)))).toMatch(/^BECH32_(MALFORMED|CHECKSUM)$/);
    }
    for (let at = 0; at < text.length; at++) {
      const altered = text.slice(0, at) + (text[at] === 'q' ? 'p' : 'q') + text.slice(at + 1);
      expect(codeOf(() => decodeBech32m('wk', altered))).toMatch(/^BECH32_(PREFIX|CHECKSUM|MALFORMED)$/);
    }
  });

  it.each([
    ['BECH32_PREFIX', text.replace(/^wk1/, 'xk1')],
    ['BECH32_MIXED_CASE', text.replace(/^wk1/, 'Wk1')],
    ['BECH32_CHECKSUM', `${text.slice(0, -1)}${text.endsWith('q') ? 'p' : 'q'}`],
    ['BECH32_CHECKSUM', text.slice(0, -10)],
    ['BECH32_MALFORMED', 'wk1qqqqq'],
    ['BECH32_MALFORMED', 'wk'],
    ['BECH32_MALFORMED', text.slice(2)],
    ['BECH32_MALFORMED', `${text.slice(0, 10)}b${text.slice(11)}`],
    ['BECH32_MALFORMED', 'wk1'.padEnd(8193, 'q')],
    ['BECH32_MALFORMED', ''],
  ] as const)('throws %s for %j', (code, given) => {
    expect(() => decodeBech32m('wk', given)).toThrow(coded(code));
  });

  // BIP-350's own vectors; bytes instead of 5-bit groups.
  it.each([
    ['a', 'A1LQFN3A', ''],
    ['a', 'a1lqfn3a', ''],
    ['abcdef', 'abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx', 'ffbbcdeb38bdab49ca307b9ac5a928398a418820'],
    [
      'split',
      'split1checkupstagehandshakeupstreamerranterredcaperredlc445v',
      'c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d',
    ],
    ['?', '?1v759aa', ''],
  ])('decodes BIP-350 %s', (prefix, given, hex) => {
    expect(Buffer.from(decodeBech32m(prefix, given)).toString('hex')).toBe(hex);
  });

  it.each([
    ['m', 'M1VUXWEZ', 'BECH32_CHECKSUM'],
    ['y', 'y1b0jsk6g', 'BECH32_MALFORMED'],
    ['', '16plkw9', 'BECH32_MALFORMED'],
    ['', '1p2gdwpf', 'BECH32_MALFORMED'],
    ['in', 'in1muywd', 'BECH32_MALFORMED'],
    ['a', 'a12uel5l', 'BECH32_CHECKSUM'],
  ])('refuses BIP-350 %s %s', (prefix, given, code) => {
    expect(codeOf(() => decodeBech32m(prefix, given))).toBe(code);
  });

  it('throws BECH32_MALFORMED for data that is not whole bytes, and for text that would be too long', () => {
    for (const words of [[1], [1, 1], [31, 31, 31]]) {
      const given = bech32m.encode('wk', words, false);
      expect(() => decodeBech32m('wk', given)).toThrow(coded('BECH32_MALFORMED'));
    }
    expect(() => encodeBech32m('wk', new Uint8Array(5200))).toThrow(coded('BECH32_MALFORMED'));
  });
});
