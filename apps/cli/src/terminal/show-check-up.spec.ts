import { describe, expect, it } from '@jest/globals';
import { checkUpLines } from './show-check-up.js';

const claim = (status: string): Parameters<typeof checkUpLines>[0]['claims'][number] => ({
  claimId: 'c',
  backupId: 'b',
  guardians: [1, 2],
  words: ['one', 'two', 'three', 'four', 'five', 'six'],
  status,
  openedAt: 0,
  approvals: 2,
  releasableAt: null,
});

describe('when a check-up finds a claim', () => {
  it.each(['open', 'approved', 'waiting', 'releasable'])('says how to veto one that is %s', (status) => {
    const text = checkUpLines({ backups: [], claims: [claim(status)] }).join('\n');
    expect(text).toContain('wardkeep veto "one two three four five six"');
  });

  it.each(['rejected', 'vetoed', 'expired', 'released'])('does not for one that is %s', (status) => {
    const text = checkUpLines({ backups: [], claims: [claim(status)] }).join('\n');
    expect(text).toContain(`CLAIM c: ${status}`);
    expect(text).not.toContain('veto "');
  });
});
