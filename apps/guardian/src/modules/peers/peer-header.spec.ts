import { describe, expect, it } from '@jest/globals';
import { encodeBase64url, signingKeyPairFromSeed, utf8 } from '@wardkeep/crypto';
import { isSignedPeerRequest, parsePeerHeader, signPeerHeader } from './peer-header.js';

const key = signingKeyPairFromSeed(new Uint8Array(32).fill(1));
const publicKey = encodeBase64url(key.publicKey);
const recipientKey = encodeBase64url(new Uint8Array(32).fill(2));
const request = { method: 'POST', path: '/peer/v1/offer', recipientKey, body: utf8('{}') };
const header = signPeerHeader(request, 3, key, 1_760_000_000_000, new Uint8Array(16).fill(4));

describe('when a request between peers is signed', () => {
  it('verifies for what was signed', () => {
    const parsed = parsePeerHeader(header)!;
    expect(parsed).toMatchObject({ index: 3, timestamp: 1_760_000_000_000 });
    expect(isSignedPeerRequest(request, parsed, publicKey)).toBe(true);
  });

  it('has frozen bytes', () => {
    expect(header).toBe(
      '3.1760000000000.BAQEBAQEBAQEBAQEBAQEBA.yjnfAy8_Bm0meFONXdPShdbrVQ997ew50iCikcYD_Ej9lMspey0gMfGF50h5eD4nIH62emuPoVj5II7Xr7eTDA',
    );
  });

  it.each([
    ['method', { method: 'GET' }],
    ['path', { path: '/peer/v1/pull' }],
    ['recipient', { recipientKey: publicKey }],
    ['body', { body: utf8('{ }') }],
  ])('does not verify for another %s', (_, change) => {
    expect(isSignedPeerRequest({ ...request, ...change }, parsePeerHeader(header)!, publicKey)).toBe(false);
  });

  it('does not verify with another time, nonce, key or one flipped bit', () => {
    const parsed = parsePeerHeader(header)!;
    const flipped = `${parsed.signature.startsWith('A') ? 'B' : 'A'}${parsed.signature.slice(1)}`;
    for (const change of [{ timestamp: 1 }, { nonce: encodeBase64url(new Uint8Array(16)) }, { signature: flipped }]) {
      expect(isSignedPeerRequest(request, { ...parsed, ...change }, publicKey)).toBe(false);
    }
    expect(isSignedPeerRequest(request, parsed, recipientKey)).toBe(false);
  });
});

describe('when a header is malformed', () => {
  it.each([undefined, '', 'x', [header], `${header}x`, header.replace('.', ','), `-${header}`])(
    'gives null for %j',
    (value) => {
      expect(parsePeerHeader(value)).toBeNull();
    },
  );
});
