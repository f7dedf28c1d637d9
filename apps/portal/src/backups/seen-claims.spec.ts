import { describe, expect, it } from '@jest/globals';
import type { CheckUpResult } from '@wardkeep/client';
import type { DeviceOverview } from '@wardkeep/client/browser';
import { encodeBase64url } from '@wardkeep/crypto';
import { liveClaims } from './seen-claims.js';

const id = (byte: number): string => encodeBase64url(new Uint8Array(32).fill(byte));
const report = (status: string, approvals: number) => {
  return { status, approvals, openedAt: 5, releasableAt: null };
};
const seen = (byte: number, ...reports: object[]): CheckUpResult['claims'][number] =>
  ({
    claimId: id(byte),
    backupId: 'b',
    reports: new Map(reports.map((each, at) => [at + 1, each])),
  }) as unknown as CheckUpResult['claims'][number];

const opened = (byte: number, ...guesses: string[]): DeviceOverview['claims'][number] =>
  ({
    claimId: id(byte),
    guesses: guesses.map((status) => ({ status })),
  }) as unknown as DeviceOverview['claims'][number];

describe('when a check-up reports claims', () => {
  it('shows those that may still be released, by the guardian that knows most', () => {
    const claims = liveClaims(
      [seen(1, report('waiting', 1), report('releasable', 3)), seen(2, report('vetoed', 3))],
      [],
    );
    expect(claims.map(({ claimId, approvals }) => [claimId, approvals])).toEqual([[id(1), 3]]);
    expect(claims[0]?.words).toHaveLength(6);
  });

  it('warns of those of others before those of this device', () => {
    const claims = liveClaims([seen(1, report('waiting', 0)), seen(2, report('waiting', 0))], [opened(1)]);
    expect(claims.map(({ isOwn }) => isOwn)).toEqual([false, true]);
  });

  it('is done with what this device has recovered, whatever guardians that were not needed say', () => {
    const reports = [report('released', 2), report('approved', 2)];
    expect(liveClaims([seen(1, ...reports)], [opened(1, 'wrong', 'right')])).toEqual([]);
    expect(liveClaims([seen(1, ...reports)], [opened(1, 'wrong')])).toHaveLength(1);
  });
});
