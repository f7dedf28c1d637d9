import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@wardkeep/testing/postgres';
import { loadConfig } from '../platform/config/node-config.js';
import { Keystore } from '../platform/keystore/keystore.js';
import { createLog } from '../platform/logging/logger.js';
import { initNode } from './init-node.js';
import { type RunningNode, startNode } from './start-node.js';

const anyPort = { host: '127.0.0.1', port: 0 };
const file = { name: 'A', publicUrl: 'http://127.0.0.1:1', public: anyPort, admin: anyPort };

describe('several processes of one guardian behind one PostgreSQL database', () => {
  let server: PostgresServer;
  let databaseUrl: string;
  let folder: string;
  const running: RunningNode[] = [];

  beforeAll(async () => {
    server = await startPostgres();
    databaseUrl = await server.createDatabase('shared');
    folder = await mkdtemp(join(tmpdir(), 'wardkeep-shared-'));
    await initNode({ folder: join(folder, '1'), databaseUrl, file });
  }, 60_000);
  afterAll(async () => {
    for (const node of running) await node.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  }, 60_000);

  const start = async (name: string): Promise<RunningNode> => {
    const config = await loadConfig({ folder: join(folder, name), databaseUrl });
    const node = await startNode(config, { log: createLog('silent') });
    running.push(node);
    return node;
  };

  it('have the same keys, from folders of their own or from one', async () => {
    await mkdir(join(folder, '2'), { mode: 0o700 });
    await copyFile(join(folder, '1', 'root.key'), join(folder, '2', 'root.key'));
    await initNode({ folder: join(folder, '2'), databaseUrl, file, hasKeyFile: true });
    const nodes = await Promise.all([start('1'), start('2'), start('1')]);
    const keys = nodes.map(({ app }) => Buffer.from(app.get(Keystore).signingKey(1).publicKey).toString('hex'));
    expect(new Set(keys).size).toBe(1);
    for (const { ports } of nodes) {
      expect((await fetch(`http://127.0.0.1:${ports.public}/health/live`)).status).toBe(200);
    }
  });

  it('throw KEY_FILE_INVALID with a root key of their own', async () => {
    const foreign = initNode({ folder: join(folder, '3'), databaseUrl, file });
    await expect(foreign).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
  });

  it('throw DATABASE_UNAVAILABLE where there is no database', async () => {
    const nowhere = 'postgresql://postgres:password@127.0.0.1:1/none';
    const lost = initNode({ folder: join(folder, '4'), databaseUrl: nowhere, file });
    await expect(lost).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});
