import { describe, expect, it } from '@jest/globals';
import type { ProtocolErrorCode } from '../errors.js';
import { flipBitOf, guardianStatement, sealedConfig } from './members.fixture.js';
import { collectWindingDown, isWindingDown, verifyWindingDown } from './winding-down.js';

const refusal = (code: ProtocolErrorCode) => expect.objectContaining({ name: 'ProtocolError', code });
const config = sealedConfig(5);
const other = sealedConfig(5, { name: 'Harbour' });

const declare = (index: number, fields: object = {}, common: object = {}) =>
  guardianStatement(config, index, 'winding-down', { configId: config.id, ...fields }, common);
const spoilt = (index: number): string => {
  const text = declare(index);
  return flipBitOf(text, JSON.parse(text).signatures[0].signature);
};

describe('when guardians declare that their federation winds down', () => {
  it('does from q of them on, and not before', () => {
    expect(
      isWindingDown(
        [1, 2].map((index) => declare(index)),
        config,
      ),
    ).toBe(false);
    expect(
      isWindingDown(
        [4, 1, 5].map((index) => declare(index)),
        config,
      ),
    ).toBe(true);
  });

  it('counts a guardian that declares it twice once', () => {
    const twice = [declare(1), declare(2), declare(2, {}, { issuedAt: 1_760_000_000_999 })];
    expect(isWindingDown(twice, config)).toBe(false);
    expect([...collectWindingDown(twice, config).keys()]).toEqual([1, 2]);
  });

  it('passes over what does not verify', () => {
    const wrong = [
      declare(3, { configId: other.id }),
      declare(3, {}, { epoch: 2 }),
      declare(3, {}, { federationId: other.federationId }),
      spoilt(3),
      'nonsense',
    ];
    expect(isWindingDown([declare(1), declare(2), ...wrong], config)).toBe(false);
  });

  it('throws WRONG_CONFIG, WRONG_EPOCH, WRONG_FEDERATION or SIGNATURE_INVALID for one of them', () => {
    expect(verifyWindingDown(declare(2), config).body.signer.index).toBe(2);
    const check = (text: string) => () => verifyWindingDown(text, config);
    expect(check(declare(1, { configId: other.id }))).toThrow(refusal('WRONG_CONFIG'));
    expect(check(declare(1, {}, { epoch: 2 }))).toThrow(refusal('WRONG_EPOCH'));
    expect(check(declare(1, {}, { federationId: other.federationId }))).toThrow(refusal('WRONG_FEDERATION'));
    expect(check(spoilt(1))).toThrow(refusal('SIGNATURE_INVALID'));
  });
});
