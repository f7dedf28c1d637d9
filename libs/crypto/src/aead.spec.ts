import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aeadOverhead, openAead, sealAead } from './aead.js';
import { concatBytes, decodeHex, utf8 } from './bytes.js';
import { systemRng } from './rng.js';
import { coded, fixedRng } from './testing/coded.js';

const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
const aad = decodeHex('50515253c0c1c2c3c4c5c6c7');

describe('XChaCha20-Poly1305', () => {
  it('gives draft-irtf-cfrg-xchacha-03 A.3.1', () => {
    const nonce = Uint8Array.from({ length: 24 }, (_, i) => 0x40 + i);
    const plaintext = utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const sealed = sealAead(key, plaintext, aad, fixedRng(nonce));
    expect(sealed).toEqual(
      concatBytes(
        nonce,
        decodeHex(
          'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e',
        ),
        decodeHex('c0875924c1c7987947deafd8780acf49'),
      ),
    );
    expect(openAead(key, sealed, aad)).toEqual(plaintext);
  });

  it('throws AEAD_FAILED for any one flipped bit', () => {
    const sealed = sealAead(key, utf8('secret'), aad, systemRng);
    fc.assert(
      fc.property(fc.nat({ max: sealed.length * 8 - 1 }), (bit) => {
        const altered = new Uint8Array(sealed);
        altered[bit >> 3] = altered[bit >> 3]! ^ (1 << (bit & 7));
        expect(() => openAead(key, altered, aad)).toThrow(coded('AEAD_FAILED'));
      }),
    );
  });

  it('throws AEAD_FAILED for another key, other associated data, or too few bytes', () => {
    const sealed = sealAead(key, utf8('secret'), aad, systemRng);
    expect(() => openAead(new Uint8Array(32), sealed, aad)).toThrow(coded('AEAD_FAILED'));
    expect(() => openAead(key, sealed, utf8('other'))).toThrow(coded('AEAD_FAILED'));
    expect(() => openAead(key, sealed.subarray(0, aeadOverhead - 1), aad)).toThrow(coded('AEAD_FAILED'));
  });

  it('throws BYTES_MALFORMED for a key of another length', () => {
    expect(() => sealAead(key.subarray(1), utf8(''), aad, systemRng)).toThrow(coded('BYTES_MALFORMED'));
    expect(() => openAead(key.subarray(1), new Uint8Array(40), aad)).toThrow(coded('BYTES_MALFORMED'));
  });
});
