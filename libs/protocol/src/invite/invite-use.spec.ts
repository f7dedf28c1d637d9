import { beforeAll, describe, expect, it } from '@jest/globals';
import { cryptoReady, encodeBase64url } from '@wardkeep/crypto';
import type { FederationId } from '../statements/fields.js';
import { inviteKeyOf, inviteUse, signInviteUse, verifyInviteUse } from './invite-use.js';

const filled = (fill: number, length = 32): string => encodeBase64url(new Uint8Array(length).fill(fill));
const TOKEN = new Uint8Array(16).fill(7);
const FEDERATION = filled(1) as FederationId;
const OWNER = filled(2);

describe('when an enrolment token is used', () => {
  beforeAll(cryptoReady);

  it('proves the token for one owner key in one federation', () => {
    const use = inviteUse.parse(signInviteUse(TOKEN, FEDERATION, OWNER));
    expect(verifyInviteUse(use, FEDERATION, OWNER)).toBe(encodeBase64url(inviteKeyOf(TOKEN).publicKey));
    expect(JSON.stringify(use)).not.toContain(encodeBase64url(TOKEN));
  });

  it('is frozen', () => {
    expect(signInviteUse(TOKEN, FEDERATION, OWNER)).toMatchInlineSnapshot(`
     {
       "tokenKey": "q82QxeWkxaHvg-7gc25c9D8ZMD4nOt809JtimnnrvlA",
       "tokenSignature": "m5-jcfbOsV4WdMiKgAQxLwrlTN9pr9gcwz0VcQECxMtKKWdaNA6YByO09CWZ4V67sPZ_TDcN8xMOMVLLclNlCQ",
     }
    `);
  });

  it('throws SIGNATURE_INVALID for another owner key, another federation, another token or a flipped bit', () => {
    const use = signInviteUse(TOKEN, FEDERATION, OWNER);
    const { tokenKey } = signInviteUse(new Uint8Array(16), FEDERATION, OWNER);
    const flipped = `${use.tokenSignature.startsWith('A') ? 'B' : 'A'}${use.tokenSignature.slice(1)}`;
    for (const attempt of [
      () => verifyInviteUse(use, FEDERATION, filled(3)),
      () => verifyInviteUse(use, filled(3) as FederationId, OWNER),
      () => verifyInviteUse({ ...use, tokenKey }, FEDERATION, OWNER),
      () => verifyInviteUse({ ...use, tokenSignature: flipped }, FEDERATION, OWNER),
    ]) {
      expect(attempt).toThrow(expect.objectContaining({ code: 'SIGNATURE_INVALID' }));
    }
  });
});
