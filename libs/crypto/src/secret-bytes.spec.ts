import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { systemRng, type Rng } from './rng.js';
import { SecretBytes } from './secret-bytes.js';
import { coded } from './testing/coded.js';

describe('SecretBytes', () => {
  const secret = SecretBytes.from(Uint8Array.of(222, 173, 190, 239));

  it('prints REDACTED everywhere', () => {
    expect(`${secret}`).toBe('REDACTED');
    expect(JSON.stringify({ secret })).toBe('{"secret":"REDACTED"}');
    expect(inspect({ deep: { secret } }, { depth: 9, showHidden: true })).toBe('{ deep: { secret: REDACTED } }');
    expect(inspect(secret)).toBe('REDACTED');
    expect(Object.keys(secret)).toEqual([]);
  });

  it('takes a copy, opens and wipes', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const copy = SecretBytes.from(bytes);
    bytes.fill(0);
    expect(copy.reveal()).toEqual(Uint8Array.of(1, 2, 3));
    expect(copy).toHaveLength(3);
    copy.wipe();
    expect(copy.reveal()).toEqual(new Uint8Array(3));
  });

  it('compares by content', () => {
    expect(secret.equals(SecretBytes.from(secret.reveal()))).toBe(true);
    expect(secret.equals(SecretBytes.from(new Uint8Array(4)))).toBe(false);
  });
});

describe('randomness', () => {
  it('fills more than one call of the platform gives', () => {
    const bytes = systemRng.bytes(200_000);
    expect(bytes).toHaveLength(200_000);
    expect(bytes.subarray(-64).every((byte) => byte === 0)).toBe(false);
  });

  it('throws PARAMETER_INVALID when a source gives too little', () => {
    const short: Rng = { bytes: (length) => new Uint8Array(length - 1) };
    expect(() => SecretBytes.random(short, 32)).toThrow(coded('PARAMETER_INVALID'));
    expect(SecretBytes.random(systemRng, 32)).toHaveLength(32);
  });
});
