import { beforeAll, describe, expect, it } from '@jest/globals';
import { hpkeSeal, sealingKeyPairFromSeed } from './hpke.js';
import { requireSealingKey } from './sealing-key.js';
import { cryptoReady } from './ready.js';

const P = 2n ** 255n - 19n;
const SMALL = [
  0n,
  1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  P - 1n,
  P,
  P + 1n,
];
const bytesOf = (u: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, at) => Number((u >> BigInt(8 * at)) & 255n));

describe('when a sealing key is announced', () => {
  beforeAll(cryptoReady);

  it.each(SMALL)('throws POINT_INVALID for the point of small order %s, to which nothing can be sealed', async (u) => {
    for (const key of [bytesOf(u), bytesOf(u + 2n ** 255n)]) {
      expect(() => requireSealingKey(key)).toThrow(expect.objectContaining({ code: 'POINT_INVALID' }));
      await expect(hpkeSeal(key, new Uint8Array(), new Uint8Array(), new Uint8Array())).rejects.toMatchObject({
        code: 'HPKE_FAILED',
      });
    }
  });

  it('takes a key of a pair, and throws BYTES_MALFORMED for another length', () => {
    requireSealingKey(sealingKeyPairFromSeed(new Uint8Array(32).fill(7)).publicKey);
    expect(() => requireSealingKey(new Uint8Array(31))).toThrow(expect.objectContaining({ code: 'BYTES_MALFORMED' }));
  });
});
