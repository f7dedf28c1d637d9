import { describe, expect, it } from '@jest/globals';
import { isProtocolError, PROTOCOL_ERROR_CODES, ProtocolError } from './errors.js';

describe('ProtocolError', () => {
  it('carries its code, its name and its cause', () => {
    const cause = new Error('below');
    const error = new ProtocolError('WRONG_EPOCH', 'epoch must be 3, got 2', { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message, error.cause]).toEqual([
      'ProtocolError',
      'WRONG_EPOCH',
      'epoch must be 3, got 2',
      cause,
    ]);
  });

  it('is told from other errors, and by its code', () => {
    const error: unknown = new ProtocolError('WRONG_EPOCH', 'x');
    expect(isProtocolError(error)).toBe(true);
    expect(isProtocolError(error, 'WRONG_EPOCH')).toBe(true);
    expect(isProtocolError(error, 'WRONG_TYPE')).toBe(false);
    expect(isProtocolError(Object.assign(new Error('x'), { code: 'WRONG_EPOCH' }))).toBe(false);
    expect(isProtocolError(null)).toBe(false);
  });

  it('has every code once', () => {
    expect(new Set(PROTOCOL_ERROR_CODES).size).toBe(PROTOCOL_ERROR_CODES.length);
  });
});
