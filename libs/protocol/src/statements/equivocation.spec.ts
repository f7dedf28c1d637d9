import { encodeBase64url } from '@wardkeep/crypto';
import { describe, expect, it } from '@jest/globals';
import type { ProtocolErrorCode } from '../errors.js';
import { guardianStatement, sealedConfig } from '../federation/members.fixture.js';
import { parseEnvelope } from './envelope.js';
import { verifyEquivocation } from './equivocation.js';

const refusal = (code: ProtocolErrorCode) => expect.objectContaining({ name: 'ProtocolError', code });
const config = sealedConfig();
const id = (fill: number) => encodeBase64url(new Uint8Array(32).fill(fill));

const vote = (index: number, fields: object = {}, common: object = {}) => {
  const decision = { claimId: id(1), configId: config.id, decision: 'approve', method: 'video', documents: [] };
  return parseEnvelope(guardianStatement(config, index, 'vote', { ...decision, ...fields }, common));
};

describe('when two statements are given as evidence of equivocation', () => {
  it('proves it, whichever comes first', () => {
    const [a, b] = [vote(1), vote(1, { method: 'in-person' })];
    expect(verifyEquivocation(a, b)).toEqual(verifyEquivocation(b, a));
    expect(verifyEquivocation(a, b).ids).toContain(a.id);
  });

  it.each([
    ['one and the same statement', vote(1)],
    ['another signer', vote(2, { method: 'in-person' })],
    ['another claim', vote(1, { claimId: id(2) })],
    ['a reject after an approve', vote(1, { decision: 'reject' })],
    ['another federation', vote(1, {}, { federationId: id(3) })],
  ])('throws EQUIVOCATION_UNPROVEN for %s', (_, other) => {
    expect(() => verifyEquivocation(vote(1), other)).toThrow(refusal('EQUIVOCATION_UNPROVEN'));
  });

  it('throws SIGNATURE_INVALID when one of them was altered, so that nobody is framed', () => {
    const text = vote(1, { method: 'in-person' }).text.replace('in-person', 'known-personally');
    expect(() => verifyEquivocation(vote(1), parseEnvelope(text))).toThrow(refusal('SIGNATURE_INVALID'));
  });
});
