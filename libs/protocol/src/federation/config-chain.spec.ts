import { describe, expect, it } from '@jest/globals';
import type { ProtocolErrorCode } from '../errors.js';
import { signStatement } from '../statements/envelope.js';
import { verifyConfigChain } from './config-chain.js';
import { flipBitOf, MEMBERS, proposedConfig, sealedConfig } from './members.fixture.js';

const refusal = (code: ProtocolErrorCode) => expect.objectContaining({ name: 'ProtocolError', code });
const founding = sealedConfig();
const { federationId } = founding;
const { text } = founding.statement;

function successor(changes: object): string {
  const body = { ...founding.statement.body, federationId, epoch: 2, previous: founding.id, ...changes };
  return signStatement(body as never, MEMBERS[0]!.key).text;
}

describe('when a config chain is checked', () => {
  it('gives the founding config of a chain of one', () => {
    expect(verifyConfigChain([text], federationId).id).toBe(founding.id);
  });

  it('throws CONFIG_CHAIN_BROKEN for an empty chain', () => {
    expect(() => verifyConfigChain([], federationId)).toThrow(refusal('CONFIG_CHAIN_BROKEN'));
  });

  it('throws WRONG_FEDERATION for the chain of another federation', () => {
    const other = sealedConfig(3, { name: 'Harbour' });
    expect(() => verifyConfigChain([other.statement.text], federationId)).toThrow(refusal('WRONG_FEDERATION'));
  });

  it('throws SIGNATURE_MISSING when the founding config is not sealed', () => {
    expect(() => verifyConfigChain([proposedConfig().statement.text], federationId)).toThrow(
      refusal('SIGNATURE_MISSING'),
    );
  });

  it('throws SIGNATURE_INVALID when one bit of a signature is flipped', () => {
    const last = founding.statement.signatures.at(-1)!;
    const flipped = flipBitOf(text, last.signature);
    expect(() => verifyConfigChain([flipped], federationId)).toThrow(refusal('SIGNATURE_INVALID'));
  });

  it('throws EPOCH_UNSUPPORTED for a later epoch that follows', () => {
    expect(() => verifyConfigChain([text, successor({})], federationId)).toThrow(refusal('EPOCH_UNSUPPORTED'));
  });

  it.each([{ previous: null }, { epoch: 1 }])('throws CONFIG_CHAIN_BROKEN for a second config with %j', (changes) => {
    expect(() => verifyConfigChain([text, successor(changes)], federationId)).toThrow(refusal('CONFIG_CHAIN_BROKEN'));
  });

  it('throws CONFIG_CHAIN_BROKEN when the founding config comes twice', () => {
    expect(() => verifyConfigChain([text, text], federationId)).toThrow(refusal('CONFIG_CHAIN_BROKEN'));
  });
});
