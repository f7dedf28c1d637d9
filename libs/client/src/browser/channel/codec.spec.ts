import { describe, expect, it } from '@jest/globals';
import { CryptoError, SecretBytes } from '@wardkeep/crypto';
import { ProtocolError } from '@wardkeep/protocol';
import {
  ClaimClosedError,
  InputError,
  InvalidAnswerError,
  NotApprovedError,
  PathLockedError,
  RefusedError,
  TooFewGuardiansError,
  UnreachableError,
  WrongMemorableError,
} from '../../core/index.js';
import { BrowserError } from '../errors.js';
import { decodeValue, encodeValue } from './codec.js';
import { cloneStrictly } from './structured-clone.fixture.js';

function send(value: unknown, onSecret?: (secret: SecretBytes) => void): unknown {
  const { value: encoded, transfer } = encodeValue(value);
  return decodeValue(cloneStrictly(encoded, transfer), onSecret);
}

const bytes = Uint8Array.of(1, 2, 3);

describe('when values go between page and worker', () => {
  it('keeps plain data, byte arrays and maps as they are', () => {
    const value = { text: 'a', none: null, list: [1, { deep: bytes }], map: new Map([[3, { holding: 'healthy' }]]) };
    expect(send(value)).toEqual(value);
    expect(send(undefined)).toBeUndefined();
  });

  it('brings a secret over as a secret, and leaves the one that was sent to its owner', () => {
    const secret = SecretBytes.from(bytes);
    const told: SecretBytes[] = [];
    const sent = send({ secrets: [{ label: 'a', bytes: secret }] }, (each) => told.push(each)) as {
      secrets: [{ bytes: SecretBytes }];
    };
    expect(sent.secrets[0].bytes).toBeInstanceOf(SecretBytes);
    expect(sent.secrets[0].bytes.equals(secret)).toBe(true);
    expect(told).toEqual([sent.secrets[0].bytes]);
    told[0]?.wipe();
    expect(secret.reveal()).toEqual(bytes);
  });

  it('makes nothing of a guardian that writes its own marks', () => {
    const forged = {
      extras: { $wardkeep: 'secret', bytes },
      nested: [{ $wardkeep: 'error', parts: { name: 'CryptoError', message: 'm', fields: {} } }],
    };
    expect(send(forged)).toEqual(forged);
  });

  it.each([
    new BrowserError('STORAGE_FULL', 'full'),
    new ClaimClosedError('vetoed'),
    new CryptoError('AEAD_FAILED', 'does not open'),
    new InputError('NOT_JOINED', 'not joined'),
    new InvalidAnswerError(2, 'WRONG_EPOCH', 'old'),
    new NotApprovedError({ approvals: 1, approvalsNeeded: 3, delayEndsAt: null }),
    new PathLockedError(10),
    new ProtocolError('INVITE_ALTERED', 'altered'),
    new RefusedError(3, 'CLAIMS_FULL', 409, 'full', { waitMs: 5 }),
    new UnreachableError(4, 'GUARDIAN_BUSY', { retryAfterMs: 9, problemCode: 'RATE_LIMITED' }),
    new WrongMemorableError(7),
  ])('brings $name over with its class, code and fields', (error) => {
    const received = send(error) as typeof error;
    expect(received).toBeInstanceOf(error.constructor);
    expect(received).toBeInstanceOf(Error);
    expect(received.name).toBe(error.constructor.name);
    expect([received.message, received.code]).toEqual([error.message, error.code]);
    expect(Object.entries(received)).toEqual(expect.arrayContaining(Object.entries(error)));
  });

  it('brings the outcomes of too few guardians over, without what the others answered', () => {
    const refused = new RefusedError(2, 'CLAIMS_FULL', 409, 'full');
    const error = new TooFewGuardiansError('open-claim', 3, 1, [
      { index: 1, kind: 'ok', value: () => 'cannot be sent' },
      { index: 2, kind: 'refused', error: refused },
      { index: 3, kind: 'skipped' },
    ]);
    const received = send(error) as TooFewGuardiansError;
    expect(received).toBeInstanceOf(TooFewGuardiansError);
    expect([received.needed, received.got, received.outcomes.length]).toEqual([3, 1, 3]);
    const [first, second] = received.outcomes;
    expect(first).toEqual({ index: 1, kind: 'ok', value: undefined });
    expect(second?.kind === 'refused' && second.error).toBeInstanceOf(RefusedError);
  });

  it('reports what nobody foresaw as WORKER_FAILED, and quotes no text that could not be read', () => {
    expect(send(new TypeError('x is undefined'))).toMatchObject({
      code: 'WORKER_FAILED',
      message: 'TypeError: x is undefined',
    });
    expect((send(new SyntaxError('unexpected "my secret"')) as Error).message).not.toContain('secret');
  });
});
