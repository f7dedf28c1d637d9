import { beforeAll, describe, expect, it } from '@jest/globals';
import { cryptoReady, encodeBase64url, generateSigningKeyPair, systemRng } from '@wardkeep/crypto';
import { type Body, signStatement } from '@wardkeep/protocol';
import { judgeStatement, judgeStatements } from './verify-signed.js';

const id = (letter: string): string => encodeBase64url(new Uint8Array(32).fill(letter.charCodeAt(0)));

beforeAll(() => cryptoReady());

function makeVote() {
  const key = generateSigningKeyPair(systemRng);
  const signer = encodeBase64url(key.publicKey);
  const body = {
    type: 'vote',
    version: 1,
    federationId: id('f'),
    epoch: 1,
    generation: 1,
    signer: { role: 'guardian', key: signer, index: 2 },
    issuedAt: 1_700_000_000_000,
    claimId: id('c'),
    configId: id('g'),
    decision: 'approve',
    method: 'video',
    documents: ['passport'],
  } as unknown as Body<'vote'>;
  const { text, id: voteId } = signStatement(body, key);
  return { shown: { id: voteId, text, guardian: 2 }, keys: new Map([[2, new Set([signer])]]) };
}

describe('judgeStatement', () => {
  it('takes a vote that its guardian signed', async () => {
    const { shown, keys } = makeVote();
    const vote = { ...shown, expected: { claimId: id('c'), decision: 'approve', documents: ['passport'] } };
    expect([...(await judgeStatements([vote], keys))]).toEqual([[shown.id, 'good']]);
  });

  it('refuses one that says something else than the screen', () => {
    const { shown, keys } = makeVote();
    expect(judgeStatement({ ...shown, expected: { decision: 'reject' } }, keys)).toBe('bad');
    expect(judgeStatement({ ...shown, expected: { claimId: id('x') } }, keys)).toBe('bad');
  });

  it('refuses an altered text, another id and no statement at all', () => {
    const { shown, keys } = makeVote();
    expect(judgeStatement({ ...shown, text: shown.text.replace('approve', 'reject') }, keys)).toBe('bad');
    expect(judgeStatement({ ...shown, id: id('x') }, keys)).toBe('bad');
    expect(judgeStatement({ ...shown, text: '{}' }, keys)).toBe('bad');
  });

  it('refuses a key that is not the one of the guardian', () => {
    const { shown } = makeVote();
    expect(judgeStatement(shown, new Map([[2, new Set([id('k')])]]))).toBe('bad');
    expect(judgeStatement(shown, new Map())).toBe('unknown-signer');
  });
});
