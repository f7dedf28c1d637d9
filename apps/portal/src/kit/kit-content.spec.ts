import { describe, expect, it } from '@jest/globals';
import type { FederationView } from '@wardkeep/client/browser';
import { encodeBase64url } from '@wardkeep/crypto';
import { parseInvite } from '@wardkeep/protocol';
import { kitContent } from './kit-content.js';

const id = (byte: number): string => encodeBase64url(new Uint8Array(32).fill(byte));
const federation = {
  federationId: id(1),
  configId: id(2),
  epoch: 3,
  name: 'Valley',
  size: { guardians: 2, recoverThreshold: 2, approvalThreshold: 2, rejectionsToClose: 1, minReceipts: 2 },
  guardians: [
    {
      index: 1,
      name: 'Ada',
      contact: 'ada@example.org',
      signingKey: id(4),
      urls: ['https://ada.example', 'https://b.example'],
    },
    { index: 2, name: 'Bruno', contact: '+1 555 0100', signingKey: id(5), urls: [] },
  ],
  fingerprint: ['one', 'two'],
  joinedAt: 5,
  checkedAt: 6,
  canEnrol: true,
  // What a page must never put on paper, should a view ever come to hold it.
  token: 'SECRET-TOKEN',
} as unknown as FederationView;

describe("when an owner's kit is made", () => {
  const kit = kitContent(federation, 'ab'.repeat(32));

  it('has an invite that finds the federation and enrols nobody', () => {
    const invite = parseInvite(kit.invite);
    expect(encodeBase64url(invite.federationId)).toBe(federation.federationId);
    expect(invite.epoch).toBe(3);
    expect(invite.guardianUrls).toEqual(['https://ada.example']);
    expect(invite.enrolmentToken).toBeUndefined();
  });

  it('says how to reach every guardian', () => {
    expect(kit.guardians.map(({ name, contact }) => `${name} ${contact}`)).toEqual([
      'Ada ada@example.org',
      'Bruno +1 555 0100',
    ]);
  });

  it('has nothing but what is public', () => {
    expect(Object.keys(kit).sort()).toEqual([
      'approvals',
      'federation',
      'fingerprint',
      'guardians',
      'invite',
      'portalDigest',
    ]);
    expect(JSON.stringify(kit)).not.toContain('SECRET');
  });
});
