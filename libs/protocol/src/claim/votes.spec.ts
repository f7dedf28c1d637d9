import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flipBitOf, guardianStatement, sealedConfig } from '../federation/members.fixture.js';
import { assembleQuorumCertificate, findQuorumCertificate } from './certificate.js';
import { CLAIM_ID, codeOf, CONFIG, OTHER_CLAIM_ID, voteOf, voteText } from './claims.fixture.js';
import { tallyVotes, verifyVote, type Vote } from './vote.js';

const expected = { config: CONFIG, claimId: CLAIM_ID };
const read = (text: string) => () => verifyVote(text, expected);

describe('when a vote is read', () => {
  it('gives an approval or a rejection by its guardian', () => {
    expect(voteOf(2)).toMatchObject({ decision: 'approve', guardian: 2, claimId: CLAIM_ID });
    expect(voteOf(3, 'reject')).toMatchObject({ decision: 'reject', guardian: 3 });
  });

  it.each<[string, string, string]>([
    ['moved to another claim', voteText(1, 'approve', { claimId: OTHER_CLAIM_ID }), 'WRONG_SUBJECT'],
    ['of another epoch', voteText(1, 'approve', {}, { epoch: 2 }), 'WRONG_EPOCH'],
    ['of another federation', voteText(1, 'approve', {}, { federationId: CLAIM_ID }), 'WRONG_FEDERATION'],
    ['of another config', voteText(1, 'approve', { configId: CLAIM_ID }), 'WRONG_CONFIG'],
    ['without a document', voteText(1, 'approve', { documents: [] }), 'VOTE_INVALID'],
    ['with a flipped bit', flipBitOf(voteText(1, 'approve'), 'passport'), 'SIGNATURE_INVALID'],
    ['moved by hand to another claim', voteText(1, 'approve').replace(CLAIM_ID, OTHER_CLAIM_ID), 'SIGNATURE_INVALID'],
    ['of a guardian under another index', voteText(1, 'approve').replace('"index":1', '"index":2'), 'WRONG_SIGNER'],
    [
      'of another type',
      guardianStatement(CONFIG, 1, 'currency', { nonce: CLAIM_ID, configId: CONFIG.id }),
      'WRONG_TYPE',
    ],
  ])('refuses one %s', async (_, text, code) => {
    const wanted =
      code === 'SIGNATURE_INVALID' && text.includes(OTHER_CLAIM_ID)
        ? { ...expected, claimId: OTHER_CLAIM_ID }
        : expected;
    expect(await codeOf(() => verifyVote(text, wanted))).toBe(code);
  });

  it('refuses one of somebody who is no guardian with GUARDIAN_UNKNOWN', async () => {
    const small = sealedConfig(3);
    expect(await codeOf(() => verifyVote(voteText(5, 'approve'), { config: small, claimId: CLAIM_ID }))).toBe(
      'GUARDIAN_UNKNOWN',
    );
    expect(await codeOf(read(voteText(5, 'reject', { documents: [] })))).toBe('none');
  });
});

const certificateOf = (...votes: Vote[]) => findQuorumCertificate(votes, CLAIM_ID, CONFIG.size);

describe('when votes are counted', () => {
  it('is a certificate at q distinct approvals, sorted by index', () => {
    const certificate = assembleQuorumCertificate([voteOf(5), voteOf(1), voteOf(3)], CLAIM_ID, CONFIG.size);
    expect(certificate.approvals.map(({ guardian }) => guardian)).toEqual([1, 3, 5]);
  });

  it('throws QUORUM_NOT_REACHED for q − 1, and for one guardian three times', async () => {
    const repeated = [voteOf(1), voteOf(1, 'approve', { method: 'video' }), voteOf(1), voteOf(2)];
    expect(await codeOf(() => assembleQuorumCertificate([voteOf(1), voteOf(2)], CLAIM_ID, CONFIG.size))).toBe(
      'QUORUM_NOT_REACHED',
    );
    expect(await codeOf(() => assembleQuorumCertificate(repeated, CLAIM_ID, CONFIG.size))).toBe('QUORUM_NOT_REACHED');
  });

  it('lets a reject cancel its signer’s approve, before and after it', () => {
    expect(certificateOf(voteOf(1), voteOf(2), voteOf(3), voteOf(3, 'reject'))).toBeNull();
    expect(certificateOf(voteOf(3, 'reject'), voteOf(1), voteOf(2), voteOf(3))).toBeNull();
    expect(certificateOf(voteOf(3, 'reject'), voteOf(1), voteOf(2), voteOf(3), voteOf(4))).not.toBeNull();
  });

  it('asks for more when a policy does, never for less than q nor more than n', () => {
    const three = [voteOf(1), voteOf(2), voteOf(3)];
    expect(findQuorumCertificate(three, CLAIM_ID, CONFIG.size, 4)).toBeNull();
    expect(findQuorumCertificate(three, CLAIM_ID, CONFIG.size, 1)).not.toBeNull();
    expect(findQuorumCertificate(three.slice(1), CLAIM_ID, CONFIG.size, 1)).toBeNull();
    expect(findQuorumCertificate([...three, voteOf(4), voteOf(5)], CLAIM_ID, CONFIG.size, 50)).not.toBeNull();
  });

  it('leaves votes on other claims out', () => {
    const other = verifyVote(voteText(4, 'approve', { claimId: OTHER_CLAIM_ID }), {
      config: CONFIG,
      claimId: OTHER_CLAIM_ID,
    });
    expect(certificateOf(voteOf(1), voteOf(2), other)).toBeNull();
  });

  it('comes to the same tally in any order and with any repeats', () => {
    const all = [1, 2, 3, 4, 5].flatMap((index) => [voteOf(index), voteOf(index, 'reject')]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(9)), fc.array(fc.nat(9)), (chosen, extra) => {
        const votes = chosen.map((at) => all[at]!);
        const again = [...extra.filter((at) => chosen.includes(at)).map((at) => all[at]!), ...votes.toReversed()];
        const [a, b] = [tallyVotes(votes, CLAIM_ID), tallyVotes(again, CLAIM_ID)];
        expect([...a.approvals.keys()].sort()).toEqual([...b.approvals.keys()].sort());
        expect([...a.rejecters].sort()).toEqual([...b.rejecters].sort());
        expect([...a.approvals.keys()].some((guardian) => a.rejecters.has(guardian))).toBe(false);
      }),
    );
  });
});
