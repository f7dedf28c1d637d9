import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cryptoReady, decodeHex, encodeHex, sha256 } from '@wardkeep/crypto';
import { parseCanonicalIdentity } from './canonical-identity.js';
import { identityDigest, lookupId, LOOKUP_KDF, LOOKUP_VERSION, parseLookupId } from './lookup-id.js';

interface FrozenLookup {
  lookupVersion: number;
  identity: string;
  federationId: string;
  lookupId: string;
  nonce: string;
  identityDigest: string;
}

const frozen = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/wardkeep/lookup-id.json', import.meta.url), 'utf8'),
) as { vectors: FrozenLookup[] };

beforeAll(() => cryptoReady());

describe('lookupId and identityDigest', () => {
  it.each(frozen.vectors)('keep the frozen value for $identity', async (vector) => {
    expect(vector.lookupVersion).toBe(LOOKUP_VERSION);
    const id = await lookupId(parseCanonicalIdentity(vector.identity), decodeHex(vector.federationId));
    expect(encodeHex(id)).toBe(vector.lookupId);
    expect(encodeHex(identityDigest(id, decodeHex(vector.nonce)))).toBe(vector.identityDigest);
  });

  it('differ between federations and between identities', () => {
    expect(new Set(frozen.vectors.map((vector) => vector.lookupId)).size).toBe(frozen.vectors.length);
  });

  it('cost what the protocol says', () => {
    expect(LOOKUP_KDF).toEqual({ memoryKib: 65536, passes: 3, parallelism: 4, outputBytes: 32 });
  });

  it('hash the lookup id before the nonce', () => {
    const [id, nonce] = [parseLookupId(new Uint8Array(32).fill(1)), new Uint8Array(32).fill(2)];
    expect(identityDigest(id, nonce)).toEqual(sha256(Uint8Array.from([...id, ...nonce])));
  });
});

describe('when a length is wrong', () => {
  const identity = parseCanonicalIdentity('v1|ANNA|1974-08-12');
  const id = parseLookupId(new Uint8Array(32));

  it.each([0, 31, 33])('throws WRONG_FEDERATION for a federation id of %i bytes', async (length) => {
    const refused = expect.objectContaining({ code: 'WRONG_FEDERATION' });
    await expect(lookupId(identity, new Uint8Array(length))).rejects.toEqual(refused);
  });

  it.each([0, 31, 33])('throws NONCE_LENGTH for a nonce of %i bytes', (length) => {
    expect(() => identityDigest(id, new Uint8Array(length))).toThrow(expect.objectContaining({ code: 'NONCE_LENGTH' }));
  });

  it.each([new Uint8Array(31), new Uint8Array(33), 'x'.repeat(32), null])(
    'throws IDENTITY_MALFORMED for a lookup id that is %p',
    (value) => {
      expect(() => parseLookupId(value)).toThrow(expect.objectContaining({ code: 'IDENTITY_MALFORMED' }));
    },
  );
});
