import { describe, expect, it } from '@jest/globals';
import type { ProtocolErrorCode } from '../errors.js';
import { verifyFoundingConfig, verifyProposedConfig } from './config.js';
import { cosignConfig, mergeConfigSignatures, signersOfConfig } from './config-signatures.js';
import { flipBitOf, MEMBERS, memberOf, proposalOf, proposedConfig, sealedConfig } from './members.fixture.js';
import { proposeConfig } from './propose-config.js';

const refusal = (code: ProtocolErrorCode) => expect.objectContaining({ name: 'ProtocolError', code });
const [ada, bo, cy] = MEMBERS as [(typeof MEMBERS)[0], (typeof MEMBERS)[0], (typeof MEMBERS)[0]];

describe('when a founding config is proposed', () => {
  it('numbers the guardians in the order of their cards', () => {
    const config = proposeConfig(proposalOf(3, { cards: [cy.card, ada.card, bo.card] }), ada.key);
    expect(config.guardians.map(({ index, name }) => [index, name])).toEqual([
      [1, 'Cy'],
      [2, 'Ada'],
      [3, 'Bo'],
    ]);
  });

  it('carries the signature of its proposer only', () => {
    expect(signersOfConfig(proposedConfig())).toEqual([1]);
  });

  it('throws WRONG_SIGNER when the proposer is not among the guardians', () => {
    expect(() => proposeConfig(proposalOf(), memberOf('Mallory').key)).toThrow(refusal('WRONG_SIGNER'));
  });

  it('throws GUARDIAN_DUPLICATE when a card is given twice', () => {
    const cards = [ada.card, bo.card, bo.card];
    expect(() => proposeConfig(proposalOf(3, { cards }), ada.key)).toThrow(refusal('GUARDIAN_DUPLICATE'));
  });

  it.each([
    [2, 1, 1],
    [3, 1, 2],
    [3, 3, 2],
    [4, 2, 2],
  ])('throws FEDERATION_SIZE_INVALID for n=%i t=%i q=%i', (n, t, q) => {
    const proposal = proposalOf(n, { recoverThreshold: t, approvalThreshold: q });
    expect(() => proposeConfig(proposal, ada.key)).toThrow(refusal('FEDERATION_SIZE_INVALID'));
  });

  it('throws STATEMENT_TOO_LARGE when the signatures of all would not fit', () => {
    const members = Array.from({ length: 50 }, (_, at) => memberOf(`Member ${String(at)}`, '語'.repeat(200)));
    const cards = members.map(({ card }) => card);
    const proposal = proposalOf(50, { cards, recoverThreshold: 26, approvalThreshold: 26 });
    expect(() => proposeConfig(proposal, members[0]!.key)).toThrow(refusal('STATEMENT_TOO_LARGE'));
  });
});

describe('when guardians sign a proposed config', () => {
  it('is sealed with the signatures of all, whatever the order', () => {
    const config = proposedConfig();
    const a = cosignConfig(cosignConfig(config, cy.key), bo.key);
    const b = cosignConfig(cosignConfig(config, bo.key), cy.key);
    expect(a.statement.text).toBe(b.statement.text);
    expect(verifyFoundingConfig(a.statement.text).federationId).toBe(config.id);
  });

  it('throws SIGNATURE_MISSING with one signature too few', () => {
    const { text } = cosignConfig(proposedConfig(), bo.key).statement;
    expect(() => verifyFoundingConfig(text)).toThrow(refusal('SIGNATURE_MISSING'));
  });

  it('counts a guardian that signs twice once', () => {
    const config = cosignConfig(cosignConfig(proposedConfig(), bo.key), bo.key);
    expect(signersOfConfig(config)).toEqual([1, 2]);
    expect(config.statement.signatures).toHaveLength(2);
  });

  it('throws WRONG_SIGNER for a stranger', () => {
    expect(() => cosignConfig(proposedConfig(), memberOf('Mallory').key)).toThrow(refusal('WRONG_SIGNER'));
  });

  it('throws WRONG_FEDERATION when another federation is expected', () => {
    const other = sealedConfig(3, { name: 'Harbour' });
    expect(() => verifyFoundingConfig(sealedConfig().statement.text, other.federationId)).toThrow(
      refusal('WRONG_FEDERATION'),
    );
  });
});

describe('when signatures are gathered from several copies', () => {
  it('unites them', () => {
    const config = proposedConfig();
    const merged = mergeConfigSignatures(cosignConfig(config, bo.key), cosignConfig(config, cy.key));
    expect(signersOfConfig(merged)).toEqual([1, 2, 3]);
  });

  it('throws WRONG_CONFIG for signatures on another config', () => {
    const other = proposedConfig(3, { name: 'Harbour' });
    expect(() => mergeConfigSignatures(proposedConfig(), other)).toThrow(refusal('WRONG_CONFIG'));
  });

  it('drops a signature with one flipped bit and keeps the good one', () => {
    const good = cosignConfig(proposedConfig(), bo.key);
    const signature = good.statement.signatures.find(({ key }) => key === bo.publicKey)!.signature;
    const bad = verifyProposedConfig(flipBitOf(good.statement.text, signature));
    expect(signersOfConfig(bad)).toEqual([1]);
    expect(signersOfConfig(mergeConfigSignatures(bad, good))).toEqual([1, 2]);
    expect(signersOfConfig(mergeConfigSignatures(good, bad))).toEqual([1, 2]);
    expect(mergeConfigSignatures(bad, proposedConfig()).statement.signatures).toHaveLength(1);
  });
});
