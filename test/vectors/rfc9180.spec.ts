import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  concatBytes,
  cryptoReady,
  decodeHex,
  encodeHex,
  hpkeOpen,
  hpkeSeal,
  sealingKeyPairFromSeed,
} from '@wardkeep/crypto';

/** RFC 9180 A.2.1: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305; its first encryption. */
const vector = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  ikmE: '909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b',
  skRm: '8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb',
  pkRm: '4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a',
  enc: '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a',
  aad: '436f756e742d30',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  ct: '1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
};
const [info, aad, plaintext] = [decodeHex(vector.info), decodeHex(vector.aad), decodeHex(vector.pt)];

beforeAll(cryptoReady);

describe('RFC 9180 A.2.1', () => {
  it('seals and opens', async () => {
    const recipient = sealingKeyPairFromSeed(decodeHex(vector.skRm));
    expect(encodeHex(recipient.publicKey)).toBe(vector.pkRm);
    const sealed = await hpkeSeal(recipient.publicKey, info, aad, plaintext, decodeHex(vector.ikmE));
    expect(encodeHex(sealed)).toBe(vector.enc + vector.ct);
    expect(await hpkeOpen(recipient, info, aad, sealed)).toEqual(plaintext);
    const published = concatBytes(decodeHex(vector.enc), decodeHex(vector.ct));
    expect(await hpkeOpen(recipient, info, aad, published)).toEqual(plaintext);
  });
});
