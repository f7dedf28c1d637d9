import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeBase64url, leafHash, merkleRoot, verifyCheckpoint, utf8 } from '@wardkeep/crypto';
import { type LogExportLine, logExportLine, membersAnswer } from '@wardkeep/protocol';
import { type FederationNode, startTestFederation, type TestFederation } from '../../testing/test-federation.js';

describe('the record, as operators see it', () => {
  let federation: TestFederation;
  let node: FederationNode;
  beforeAll(async () => {
    federation = await startTestFederation(3);
    node = federation.nodes[0]!;
    for (let count = 0; count < 3; count++) await node.admin('POST', '/invites', {});
  });
  afterAll(() => federation.stop());

  it('is searched by type, guardian and subject', async () => {
    const { inviteId, statement } = await node.admin('POST', '/invites', {}).then(async (invite) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      const { entries } = await node.admin('GET', '/log?type=invite');
      return { inviteId: invite.inviteId, statement: entries.at(-1) };
    });
    expect(statement.text).toContain(inviteId);
    expect((await node.admin('GET', `/log?about=${statement.id}`)).entries).toEqual([statement]);
    const own = await node.admin('GET', '/log?type=url-announcement&limit=10');
    expect(own.entries.length).toBeGreaterThan(0);
    expect((await node.admin('GET', '/log?type=invite&guardian=2')).entries).toEqual([]);
    const all = await node.admin('GET', '/log?limit=500');
    expect(all.size).toBe(all.entries.length);
    for (const query of ['type=nonsense', 'guardian=0', 'about=x', 'limit=501']) {
      const answer = await node.call('console', 'GET', `/admin/v1/log?${query}`);
      expect([query, answer.body.code]).toEqual([query, 'PARAMETER_INVALID']);
    }
  });

  it('is exported whole, so that anybody can compute the root that the node has signed', async () => {
    const { headers, body } = await node.call('console', 'GET', '/admin/v1/log/export');
    expect(headers['content-type']).toContain('application/x-ndjson');
    const lines = (body as string)
      .trimEnd()
      .split('\n')
      .map((line) => logExportLine.parse(JSON.parse(line)));
    const [first, ...leaves] = lines as [LogExportLine & { checkpoint: string; size: number }, ...LogExportLine[]];
    const texts = leaves.map((leaf) => ('text' in leaf ? utf8(leaf.text) : utf8('')));
    expect(texts).toHaveLength(first.size);
    const { signingKey } = await node.admin('GET', '/card');
    const name = `wardkeep/1/log/${signingKey}`;
    const { root, size } = verifyCheckpoint(first.checkpoint, name, decodeBase64url(signingKey));
    expect([size, Buffer.from(merkleRoot(texts.map(leafHash))).toString('hex')]).toEqual([
      first.size,
      Buffer.from(root).toString('hex'),
    ]);
  });

  it('has the config with all signatures', async () => {
    const { configs } = await node.admin('GET', '/federation/history');
    expect(configs).toHaveLength(1);
    expect(JSON.parse(configs[0].text).signatures).toHaveLength(3);
  });

  it('counts members without naming them', async () => {
    const members = membersAnswer.parse(await node.admin('GET', '/members'));
    expect(members).toMatchObject({ backups: 0, owners: 0, underHeld: 0, storedBytes: 0, byInvite: [] });
  });
});
