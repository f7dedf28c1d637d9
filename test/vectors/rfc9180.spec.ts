import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  concatBytes,
  cryptoReady,
  decodeHex,
  encodeHex,
  hpkeOpen,
  hpkeSeal,
  sealingKeyPairFromSeed,
  utf8,
} from '@wardkeep/crypto';

/** RFC 9180 A.2.1: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305; its first encryption. */
const vector = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  ikmE: '909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b',
  ikmR: '1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df',
  pkRm: '4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a',
  enc: '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a',
  aad: '436f756e742d30',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  ct: '1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
};
const [info, aad, plaintext] = [decodeHex(vector.info), decodeHex(vector.aad), decodeHex(vector.pt)];

beforeAll(cryptoReady);

describe('RFC 9180 A.2.1', () => {
  it('derives the key pair, seals and opens', () => {
    const recipient = sealingKeyPairFromSeed(decodeHex(vector.ikmR));
    expect(encodeHex(recipient.publicKey)).toBe(vector.pkRm);
    const rng = { bytes: () => decodeHex(vector.ikmE) };
    const sealed = hpkeSeal(recipient.publicKey, info, aad, plaintext, rng);
    expect(encodeHex(sealed)).toBe(vector.enc + vector.ct);
    expect(hpkeOpen(recipient, info, aad, sealed)).toEqual(plaintext);
  });
});

describe('the HPKE of another library', () => {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Chacha20Poly1305(),
  });

  it('opens what ours sealed, and ours what it sealed', async () => {
    const seed = decodeHex(vector.ikmR);
    const ours = sealingKeyPairFromSeed(seed);
    const theirs = await suite.kem.deriveKeyPair(seed.buffer);
    const message = utf8('either way');
    const sealed = hpkeSeal(ours.publicKey, info, aad, message);
    const [enc, ct] = [sealed.slice(0, 32), sealed.slice(32)];
    const opened = await suite.open({ recipientKey: theirs, enc, info }, ct, aad);
    expect(new Uint8Array(opened)).toEqual(message);
    const back = await suite.seal({ recipientPublicKey: theirs.publicKey, info }, message, aad);
    expect(hpkeOpen(ours, info, aad, concatBytes(new Uint8Array(back.enc), new Uint8Array(back.ct)))).toEqual(message);
  });
});
