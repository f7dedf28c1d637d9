import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { type PostgresServer, startPostgres } from '@wardkeep/testing/postgres';
import type { Database, DatabaseProvider } from '../platform/database/database.js';
import { type DatabaseLocation, migrate } from '../platform/database/migrations.js';
import { openDatabase } from '../platform/database/open-database.js';

/** Gives databases to the tests of one engine. */
export type Databases = {
  readonly provider: DatabaseProvider;
  /** A new database with the schema of today. */
  create(): Promise<DatabaseLocation>;
  /** An empty database, as before the first start. */
  createEmpty(): Promise<DatabaseLocation>;
  /** Opens a database (a new one unless given); it is closed after the test. */
  open(location?: DatabaseLocation): Promise<Database>;
};

type Source = Pick<Databases, 'provider' | 'create' | 'createEmpty'> & { stop(): Promise<void> };

async function sqliteSource(): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeep-sqlite-'));
  let count = 0;
  const next = (): string => join(folder, `${++count}.db`);
  const template = next();
  await migrate({ provider: 'sqlite', path: template });
  return {
    provider: 'sqlite',
    create: async () => {
      const path = next();
      await copyFile(template, path);
      return { provider: 'sqlite', path };
    },
    createEmpty: async () => ({ provider: 'sqlite', path: next() }),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function postgresSource(): Promise<Source> {
  const server: PostgresServer = await startPostgres();
  let count = 0;
  await migrate({ provider: 'postgresql', url: await server.createDatabase('migrated') });
  const createFrom = async (template?: string): Promise<DatabaseLocation> => ({
    provider: 'postgresql',
    url: await server.createDatabase(`test_${++count}`, template),
  });
  return {
    provider: 'postgresql',
    create: () => createFrom('migrated'),
    createEmpty: () => createFrom(),
    stop: () => server.stop(),
  };
}

/**
 * Runs the same tests on SQLite and on PostgreSQL.
 *
 * @param title - Subject, without the engine.
 * @param tests - Declares the tests; databases are there once a test runs.
 */
export function describeOnBothEngines(title: string, tests: (databases: Databases) => void): void {
  describe.each(['sqlite', 'postgresql'] as const)(`${title} on %s`, (provider) => {
    let source: Source | undefined;
    const open = new Set<Database>();
    const ready = (): Source => {
      if (source === undefined) throw new Error('databases are there only while a test runs');
      return source;
    };
    beforeAll(async () => {
      source = await (provider === 'sqlite' ? sqliteSource() : postgresSource());
    }, 60_000);
    afterEach(async () => {
      for (const database of open) await database.close();
      open.clear();
    });
    afterAll(async () => {
      await source?.stop();
    }, 60_000);
    tests({
      provider,
      create: () => ready().create(),
      createEmpty: () => ready().createEmpty(),
      open: async (location) => {
        const database = await openDatabase(location ?? (await ready().create()));
        open.add(database);
        return database;
      },
    });
  });
}
