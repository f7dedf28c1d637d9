import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '@wardkeep/testing/free-ports';
import { type PostgresServer, startPostgres } from '@wardkeep/testing/postgres';
import {
  eventually,
  FederationNode,
  isActing,
  startTestFederation,
  type TestFederation,
} from '../../testing/test-federation.js';
import { SyncLease } from './sync-lease.js';

let server: PostgresServer;
let federation: TestFederation;
let twin: FederationNode;

beforeAll(async () => {
  server = await startPostgres();
  const urls: string[] = [];
  for (const name of ['one', 'two', 'three']) urls.push(await server.createDatabase(name));
  federation = await startTestFederation(3, (at) => ({ databaseUrl: urls[at]! }));

  // A second process of the first guardian: the same root key and database, a folder and ports of its own.
  const first = federation.nodes[0]!;
  const folder = `${first.folder}-twin`;
  await mkdir(folder);
  await copyFile(join(first.folder, 'root.key'), join(folder, 'root.key'));
  const file = JSON.parse(await readFile(join(first.folder, 'node.json'), 'utf8')) as { public: object };
  const port = await findFreePort();
  await writeFile(join(folder, 'node.json'), JSON.stringify({ ...file, public: { ...file.public, port } }));
  twin = new FederationNode(folder, port, { databaseUrl: urls[0]! });
  await twin.start();
}, 120_000);

afterAll(async () => {
  await twin.stop();
  await federation.stop();
  await server.stop();
}, 60_000);

const knows = async (node: FederationNode, inviteId: string): Promise<boolean> =>
  (await node.admin('GET', '/invites')).invites.some((each: { inviteId: string }) => each.inviteId === inviteId);

describe('when a guardian runs several processes on PostgreSQL', () => {
  it('catches up in each of them, and lets one speak with the peers', async () => {
    await eventually(() => isActing(twin));
    const [first] = federation.nodes;
    const held = await Promise.all([first!, twin].map((node) => node.get(SyncLease).isHeld()));
    expect(held.filter(Boolean)).toHaveLength(1);
  }, 60_000);

  it('carries what either of them signs to all peers', async () => {
    for (const node of [federation.nodes[0]!, twin]) {
      const { inviteId } = await node.admin<{ inviteId: string }>('POST', '/invites', {});
      for (const peer of federation.nodes) await eventually(() => knows(peer, inviteId));
    }
  }, 60_000);
});
