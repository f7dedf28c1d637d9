import { encodeBase64url } from '@wardkeep/crypto';
import { describe, expect, it } from '@jest/globals';
import type { ProtocolErrorCode } from '../errors.js';
import { assembleCurrentConfig, verifyCurrency } from './currency.js';
import { flipBitOf, guardianStatement, sealedConfig } from './members.fixture.js';

const refusal = (code: ProtocolErrorCode) => expect.objectContaining({ name: 'ProtocolError', code });
const config = sealedConfig(5);
const nonce = encodeBase64url(new Uint8Array(32).fill(7));
const otherNonce = encodeBase64url(new Uint8Array(32).fill(8));

const answer = (index: number, fields: object = {}, common: object = {}) =>
  guardianStatement(config, index, 'currency', { nonce, configId: config.id, ...fields }, common);
const checked = (index: number) => verifyCurrency(answer(index), config, nonce, index);

describe('when guardians call a config current', () => {
  it('takes the word of q of them', () => {
    expect(assembleCurrentConfig([3, 1, 5].map(checked), config, nonce).guardians).toEqual([1, 3, 5]);
  });

  it('throws QUORUM_NOT_REACHED for q - 1', () => {
    expect(() => assembleCurrentConfig([1, 2].map(checked), config, nonce)).toThrow(refusal('QUORUM_NOT_REACHED'));
  });

  it('counts a guardian that answers twice once', () => {
    expect(() => assembleCurrentConfig([1, 2, 2].map(checked), config, nonce)).toThrow(refusal('QUORUM_NOT_REACHED'));
  });

  it('throws WRONG_NONCE for a replayed answer', () => {
    expect(() => verifyCurrency(answer(1, { nonce: otherNonce }), config, nonce, 1)).toThrow(refusal('WRONG_NONCE'));
    const answers = [1, 2, 3].map(checked);
    expect(() => assembleCurrentConfig(answers, config, otherNonce)).toThrow(refusal('WRONG_NONCE'));
  });

  it('throws WRONG_EPOCH when the guardian is in another epoch', () => {
    expect(() => verifyCurrency(answer(1, {}, { epoch: 2 }), config, nonce, 1)).toThrow(refusal('WRONG_EPOCH'));
  });

  it('throws WRONG_FEDERATION for an answer in another federation', () => {
    const { federationId } = sealedConfig(5, { name: 'Harbour' });
    expect(() => verifyCurrency(answer(1, {}, { federationId }), config, nonce, 1)).toThrow(
      refusal('WRONG_FEDERATION'),
    );
  });

  it('throws WRONG_CONFIG for an answer about another config', () => {
    const configId = sealedConfig(5, { name: 'Harbour' }).id;
    expect(() => verifyCurrency(answer(1, { configId }), config, nonce, 1)).toThrow(refusal('WRONG_CONFIG'));
    const answers = [1, 2, 3].map(checked);
    const other = sealedConfig(5, { name: 'Harbour' });
    expect(() => assembleCurrentConfig(answers, other, nonce)).toThrow(refusal('WRONG_CONFIG'));
  });

  it('throws WRONG_SIGNER when another guardian than the one asked answers', () => {
    expect(() => verifyCurrency(answer(2), config, nonce, 1)).toThrow(refusal('WRONG_SIGNER'));
  });

  it('throws SIGNATURE_INVALID when one bit is flipped', () => {
    const flipped = flipBitOf(answer(1), nonce);
    expect(() => verifyCurrency(flipped, config, nonce, 1)).toThrow(refusal('SIGNATURE_INVALID'));
  });
});
