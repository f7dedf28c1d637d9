import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeBase64url } from '@wardkeep/crypto';
import { inviteKeyOf, parseInvite } from '@wardkeep/protocol';
import { Database } from '../../platform/database/database.js';
import {
  eventually,
  type FederationNode,
  startTestFederation,
  type TestFederation,
} from '../../testing/test-federation.js';

let federation: TestFederation;
let first: FederationNode;
let second: FederationNode;

beforeAll(async () => {
  federation = await startTestFederation(3);
  [first, second] = federation.nodes as [FederationNode, FederationNode];
}, 60_000);
afterAll(() => federation.stop());

const statusOn = async (node: FederationNode, inviteId: string): Promise<string | undefined> =>
  (await node.admin('GET', '/invites')).invites.find((each: { inviteId: string }) => each.inviteId === inviteId)
    ?.status;
const revoke = (node: FederationNode, inviteId: string) =>
  node.call('console', 'POST', `/admin/v1/invites/${inviteId}/revoke`);

describe('when an invite is made', () => {
  it('names the federation and all guardians in its code, and keeps only the public key of its token', async () => {
    const made = await first.admin('POST', '/invites', { uses: 3, expiresInSeconds: 3600, quotaBytes: 1_000_000 });
    const invite = parseInvite(made.code);
    const { config } = await first.admin('GET', '/federation');
    expect(encodeBase64url(invite.federationId)).toBe(config.federationId);
    expect(encodeBase64url(invite.configHash)).toBe(config.configId);
    expect(invite.guardianUrls).toEqual(federation.nodes.map(({ port }) => `http://127.0.0.1:${port}`));
    expect(invite).toMatchObject({ epoch: 1, federationName: 'Test', expiresAt: Math.floor(made.expiresAt / 1000) });
    const rows = await first.get(Database).query('SELECT token_key FROM invites WHERE invite_id = ?', [made.inviteId]);
    expect(rows).toEqual([{ token_key: encodeBase64url(inviteKeyOf(invite.enrolmentToken!).publicKey) }]);
    expect(JSON.stringify(await first.admin('GET', '/log'))).not.toContain(encodeBase64url(invite.enrolmentToken!));
  });

  it('refuses numbers out of bounds', async () => {
    for (const body of [{ uses: 0 }, { expiresInSeconds: 1 }, { quotaBytes: 1 }]) {
      const answer = await first.call('console', 'POST', '/admin/v1/invites', { body });
      expect(answer.body.code).toBe('BODY_INVALID');
    }
  });
});

describe('when an invite is revoked', () => {
  it('ends on all nodes, whoever revokes it', async () => {
    const { inviteId } = await first.admin('POST', '/invites', {});
    await eventually(async () => (await statusOn(second, inviteId)) === 'open');
    expect((await revoke(second, inviteId)).body.status).toBe('revoked');
    for (const node of federation.nodes) await eventually(async () => (await statusOn(node, inviteId)) === 'revoked');
    const again = await revoke(first, inviteId);
    expect([again.status, again.body.code]).toEqual([409, 'INVITE_CLOSED']);
  });

  it('throws INVITE_NOT_FOUND for one that does not exist', async () => {
    expect((await revoke(first, encodeBase64url(new Uint8Array(16)))).body.code).toBe('INVITE_NOT_FOUND');
  });
});
