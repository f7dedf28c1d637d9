import { describe, expect, it } from '@jest/globals';
import type { ProposalAnswer } from '../console/federation-answers.js';
import { chooseProposal } from './choose-proposal.js';

const WORDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
const proposal = (configId: string, fingerprint = WORDS, status = 'proposed'): ProposalAnswer =>
  ({ configId, fingerprint, status }) as ProposalAnswer;
const other = [...WORDS].reverse();

describe('when a proposal is chosen', () => {
  it('takes the only one that is not refused', () => {
    expect(chooseProposal([proposal('x', other, 'refused'), proposal('y')], {}).configId).toBe('y');
  });

  it('takes the one with the words, however they are written, or with the id', () => {
    const both = [proposal('x', other), proposal('y')];
    expect(chooseProposal(both, { fingerprint: `  ${WORDS.join(', ').toUpperCase()}\n` }).configId).toBe('y');
    expect(chooseProposal(both, { configId: 'x' }).configId).toBe('x');
  });

  it('throws FINGERPRINT_DIFFERS when nothing has these words', () => {
    expect(() => chooseProposal([proposal('y')], { fingerprint: other.join(' ') })).toThrow('do not sign');
    expect(() => chooseProposal([proposal('y')], { fingerprint: '' })).toThrow('do not sign');
  });

  it('throws AMBIGUOUS among several and USAGE when there is none', () => {
    expect(() => chooseProposal([proposal('x', other), proposal('y')], {})).toThrow('several federations');
    expect(() => chooseProposal([], {})).toThrow('nothing like that');
    expect(() => chooseProposal([proposal('y')], { configId: 'z' })).toThrow('nothing like that');
  });
});
