import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  cryptoReady,
  decodeHex,
  encodeBech32m,
  encodeHex,
  MerkleFrontier,
  multiplyBase,
  openAead,
  padPadme,
  padToBlock,
  parseScalar,
  proveScalar,
  scalarFromNumber,
  sealAead,
  signCheckpoint,
  signingKeyPairFromSeed,
  sha256,
  utf8,
  verifyCheckpoint,
  verifyScalarProof,
  type Rng,
} from '@wardkeep/crypto';

const counting: Rng = { bytes: (length) => Uint8Array.from({ length }, (_, i) => i + 1) };

/** Formats of our own. Frozen: what is stored or signed must be read for ever. */
describe('formats of this package', () => {
  beforeAll(cryptoReady);

  it('Schnorr proof', () => {
    const secret = parseScalar(sha256(utf8('scalar')).fill(0, 31));
    const point = multiplyBase(secret);
    const proof = proveScalar(secret, point, utf8('context'), counting);
    expect(encodeHex(proof)).toBe(
      '6aa830250020a78f3cf505dd4f5ec4ff19c238adcdb27250fb2754046bea4001812b802a3ae89a52e64f45240288aa93264b154ad265b873e51e506cf9227500',
    );
    expect(verifyScalarProof(point, utf8('context'), proof)).toBe(true);
    expect(verifyScalarProof(multiplyBase(scalarFromNumber(1)), utf8('context'), proof)).toBe(false);
  });

  it('0102030405060708090a0b0c0d0e0f101112131415161718a4101c341db9b3ba905e665d26772dac09075d1471a5ed9fb3', () => {
    const key = sha256(utf8('key'));
    const sealed = sealAead(key, utf8('plaintext'), utf8('aad'), counting);
    expect(encodeHex(sealed)).toBe(
      '0102030405060708090a0b0c0d0e0f101112131415161718a4101c341db9b3ba905e665d26772dac09075d1471a5ed9fb3',
    );
    expect(
      openAead(
        key,
        decodeHex('0102030405060708090a0b0c0d0e0f101112131415161718a4101c341db9b3ba905e665d26772dac09075d1471a5ed9fb3'),
        utf8('aad'),
      ),
    ).toEqual(utf8('plaintext'));
  });

  it('padding', () => {
    expect(encodeHex(padPadme(utf8('seventeen letters')))).toBe('736576656e7465656e206c65747465727380');
    expect(encodeHex(padToBlock(utf8('block'), 8))).toBe('626c6f636b800000');
  });

  it('Merkle frontier', () => {
    const frontier = MerkleFrontier.empty();
    for (const entry of ['a', 'b', 'c']) frontier.append(utf8(entry));
    expect(encodeHex(frontier.encode())).toBe(
      '0000000000000003b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb597fcb31282d34654c200d3418fca5705c648ebf326ec73d8ddef11841f876d8',
    );
  });

  it('bech32m', () => {
    expect(encodeBech32m('wk', utf8('invite'))).toBe('wk1d9h8v6t5v5ghy7ke');
  });

  it('checkpoint', () => {
    const key = signingKeyPairFromSeed(sha256(utf8('log')));
    const note = signCheckpoint(
      { origin: 'guardian.example', size: 3, root: sha256(utf8('root')) },
      'guardian.example',
      key,
    );
    expect(note).toBe(
      'guardian.example\n3\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n\n— guardian.example IwDBLecriuMrPp6V5l9ukDOGgcfMV/xIed/CfGI7xunIjllzPTvy4E/pS48mSf62UhmDSRaoxdDxzVG8Ys0WEnsCRw0=\n',
    );
    expect(verifyCheckpoint(note, 'guardian.example', key.publicKey).size).toBe(3);
  });
});
