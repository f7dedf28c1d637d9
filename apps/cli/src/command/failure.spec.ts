import { describe, expect, it } from '@jest/globals';
import {
  ClaimClosedError,
  InputError,
  NotApprovedError,
  PathLockedError,
  RefusedError,
  TooFewGuardiansError,
  UnreachableError,
  WrongMemorableError,
  type Outcome,
} from '@wardkeep/client';
import { ProtocolError } from '@wardkeep/protocol';
import { CLI_ERROR_CODES, CliError, NodeRefusal, type CliErrorCode } from './cli-error.js';
import { failureOf } from './failure.js';

const refused = (index: number, code: string): Outcome<never> => ({
  index,
  kind: 'refused',
  error: new RefusedError(index, code, 403, 'no'),
});
const unreachable = (index: number): Outcome<never> => ({
  index,
  kind: 'unreachable',
  error: new UnreachableError(index, 'GUARDIAN_UNREACHABLE'),
});

describe('when the client fails', () => {
  it('ends with 3 and the guesses left for WRONG_MEMORABLE', () => {
    expect(failureOf(new WrongMemorableError(9))).toMatchObject({
      exitCode: 3,
      code: 'WRONG_MEMORABLE',
      extras: { guessesLeft: 9 },
    });
  });

  it('ends with 4 for NOT_APPROVED', () => {
    const standing = { approvals: 1, needed: 3 } as never;
    expect(failureOf(new NotApprovedError(standing))).toMatchObject({ exitCode: 4, code: 'NOT_APPROVED' });
  });

  it('ends with 5 for PATH_LOCKED', () => {
    expect(failureOf(new PathLockedError(10))).toMatchObject({ exitCode: 5, code: 'PATH_LOCKED' });
  });

  it('ends with 6 for TOO_FEW_GUARDIANS and says what each did', () => {
    const outcomes = [unreachable(1), unreachable(2), refused(3, 'FORBIDDEN')];
    expect(failureOf(new TooFewGuardiansError('stage', 3, 0, outcomes))).toMatchObject({
      exitCode: 6,
      code: 'TOO_FEW_GUARDIANS',
      extras: { needed: 3, got: 0, guardians: [{ index: 1, outcome: 'unreachable' }, { index: 2 }, { index: 3 }] },
    });
  });

  it('ends with 7 and the code of most when enough guardians answered, but refused', () => {
    const outcomes = [refused(1, 'INVITE_EXPIRED'), refused(2, 'INVITE_EXPIRED'), refused(3, 'OTHER'), unreachable(4)];
    expect(failureOf(new TooFewGuardiansError('stage', 3, 0, outcomes))).toMatchObject({
      exitCode: 7,
      code: 'INVITE_EXPIRED',
    });
  });

  it.each([
    [new RefusedError(2, 'INVITE_REVOKED', 403, 'no'), 7, 'INVITE_REVOKED'],
    [new RefusedError(2, 'PATH_LOCKED', 423, 'no'), 5, 'PATH_LOCKED'],
    [new RefusedError(2, 'DELAY_NOT_OVER', 403, 'no', { releasableAt: 5 }), 4, 'DELAY_NOT_OVER'],
    [new ClaimClosedError('vetoed'), 7, 'CLAIM_CLOSED'],
    [new ProtocolError('SCRIPT_NOT_SUPPORTED', 'type the latin line'), 7, 'SCRIPT_NOT_SUPPORTED'],
    [new InputError('NOT_JOINED', 'join first'), 1, 'NOT_JOINED'],
    [new Error('disk on fire'), 1, 'UNEXPECTED'],
    [Object.assign(new Error('no such file'), { code: 'ENOENT' }), 1, 'ENOENT'],
  ])('sorts %s', (error, exitCode, code) => {
    expect(failureOf(error)).toMatchObject({ exitCode, code });
  });
});

describe('when a node refuses over its console', () => {
  it('ends with 7 and keeps the code and what came with it', () => {
    expect(failureOf(new NodeRefusal('PREFLIGHT_FAILED', 'no', { failures: [1] }))).toEqual({
      exitCode: 7,
      code: 'PREFLIGHT_FAILED',
      message: 'no',
      extras: { failures: [1] },
    });
  });

  it('ends with 2 when its program calls the options wrong', () => {
    expect(failureOf(new NodeRefusal('USAGE', 'port must be 0 to 65535')).exitCode).toBe(2);
  });
});

describe('when the command line itself fails', () => {
  const promised: readonly (readonly [CliErrorCode, number])[] = [
    ['USAGE', 2],
    ['FILE_UNREADABLE', 2],
    ['FILE_INVALID', 2],
    ['FILE_EXISTS', 2],
    ['AMBIGUOUS', 2],
    ['NODE_NOT_RUNNING', 1],
    ['NODE_EXITED', 1],
    ['ANSWER_INVALID', 1],
    ['NOT_CONFIRMED', 1],
    ['PORT_IN_USE', 1],
    ['INTERRUPTED', 1],
    ['FINGERPRINT_DIFFERS', 7],
  ];

  it.each(promised)('ends as promised for %s', (code, exitCode) => {
    expect(failureOf(new CliError(code, 'why'))).toMatchObject({ code, exitCode });
  });

  it('has promised something for every code', () => {
    expect(promised.map(([code]) => code).sort()).toEqual(Object.keys(CLI_ERROR_CODES).sort());
  });
});
