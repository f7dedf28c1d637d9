import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { utf8 } from './bytes.js';
import {
  generateSealingKeyPair,
  hpkeOpen,
  hpkeOverhead,
  hpkeSeal,
  sealingKeyPairFromSeed,
  type SealingKeyPair,
} from './hpke.js';
import { systemRng } from './rng.js';
import { cryptoReady } from './ready.js';
import { coded } from './testing/coded.js';

const info = utf8('info');
const aad = utf8('aad');
const plaintext = utf8('plaintext');

describe('HPKE', () => {
  let recipient: SealingKeyPair;
  let sealed: Uint8Array;

  beforeAll(async () => {
    await cryptoReady();
    recipient = generateSealingKeyPair(systemRng);
    sealed = await hpkeSeal(recipient.publicKey, info, aad, plaintext);
  });

  it('opens what it sealed, also with a key that was stored', async () => {
    expect(sealed).toHaveLength(plaintext.length + hpkeOverhead);
    expect(await hpkeOpen(recipient, info, aad, sealed)).toEqual(plaintext);
    const stored = sealingKeyPairFromSeed(recipient.seed().reveal());
    expect(stored.publicKey).toEqual(recipient.publicKey);
    expect(await hpkeOpen(stored, info, aad, sealed)).toEqual(plaintext);
  });

  it('throws HPKE_FAILED for another key, info, associated data or any altered byte', async () => {
    const other = generateSealingKeyPair(systemRng);
    await expect(hpkeOpen(other, info, aad, sealed)).rejects.toThrow(coded('HPKE_FAILED'));
    await expect(hpkeOpen(recipient, aad, aad, sealed)).rejects.toThrow(coded('HPKE_FAILED'));
    await expect(hpkeOpen(recipient, info, info, sealed)).rejects.toThrow(coded('HPKE_FAILED'));
    await expect(hpkeOpen(recipient, info, aad, sealed.subarray(0, hpkeOverhead - 1))).rejects.toThrow(
      coded('HPKE_FAILED'),
    );
    for (let at = 0; at < sealed.length; at++) {
      const altered = new Uint8Array(sealed);
      altered[at] = altered[at]! ^ 1;
      await expect(hpkeOpen(recipient, info, aad, altered)).rejects.toThrow(coded('HPKE_FAILED'));
    }
  });

  it.each([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ])('throws HPKE_FAILED for the small-order key %s', async (hex) => {
    const publicKey = Uint8Array.from(Buffer.from(hex, 'hex'));
    await expect(hpkeSeal(publicKey, info, aad, plaintext)).rejects.toThrow(coded('HPKE_FAILED'));
    await expect(
      hpkeOpen(recipient, info, aad, Uint8Array.from([...publicKey, ...new Uint8Array(20)])),
    ).rejects.toThrow(coded('HPKE_FAILED'));
  });

  it('throws HPKE_FAILED for a public key, BYTES_MALFORMED for a seed, of another length', async () => {
    await expect(hpkeSeal(new Uint8Array(31), info, aad, plaintext)).rejects.toThrow(coded('HPKE_FAILED'));
    expect(() => sealingKeyPairFromSeed(new Uint8Array(31))).toThrow(coded('BYTES_MALFORMED'));
  });

  it('throws HPKE_FAILED once the key is wiped', async () => {
    const erased = sealingKeyPairFromSeed(recipient.seed().reveal());
    erased.wipe();
    await expect(hpkeOpen(erased, info, aad, sealed)).rejects.toThrow(coded('HPKE_FAILED'));
  });

  it('does not print its secrets', () => {
    expect(inspect(recipient, { showHidden: true, depth: 9 })).not.toContain('secretKey: Uint8Array');
    expect(JSON.parse(JSON.stringify(recipient))).toEqual({ publicKey: expect.anything() });
  });
});
