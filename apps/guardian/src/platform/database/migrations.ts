import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type pg from 'pg';
import type { DatabaseProvider } from './database.js';
import { readSchema, schemaFolder, withSchemaEngine } from './schema-engine.js';

/** Where a guardian's database is. */
export type DatabaseLocation =
  { readonly provider: 'sqlite'; readonly path: string } | { readonly provider: 'postgresql'; readonly url: string };

/** A migration as it lies in the repository. */
export type Migration = { readonly name: string; readonly sql: string };

const MIGRATION_LOCK = 0x77_6b_02;
const APPLIED =
  'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL';

/** Schema filter that leaves nothing out. */
export const EVERYTHING = { externalTables: [], externalEnums: [] };

/**
 * Prisma's driver adapter, as the schema engine needs it.
 *
 * @param location - The database.
 * @returns A factory of connections.
 */
export async function adaptersFor(location: DatabaseLocation): Promise<SqlMigrationAwareDriverAdapterFactory> {
  if (location.provider === 'sqlite') {
    const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3');
    return new PrismaBetterSqlite3({ url: `file:${location.path}` });
  }
  const { PrismaPg } = await import('@prisma/adapter-pg');
  return new PrismaPg(location.url);
}

/** Drivers are loaded when they are needed: a node uses one of them only. */
async function connectPostgres(url: string): Promise<pg.Client> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/**
 * Reads the migrations of one engine, oldest first.
 *
 * @param provider - Database engine.
 * @returns Names and scripts.
 */
export async function readMigrations(provider: DatabaseProvider): Promise<Migration[]> {
  const folder = new URL('migrations/', schemaFolder(provider));
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(new URL(`${name}/migration.sql`, folder), 'utf8') })),
  );
}

async function findApplied(location: DatabaseLocation): Promise<Map<string, string>> {
  type Row = { migration_name: string; checksum: string };
  const toMap = (rows: Row[]): Map<string, string> => new Map(rows.map((row) => [row.migration_name, row.checksum]));
  if (location.provider === 'sqlite') {
    const { default: Sqlite } = await import('better-sqlite3');
    const sqlite = new Sqlite(location.path);
    try {
      const isNew = sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'").get() === undefined;
      return isNew ? new Map() : toMap(sqlite.prepare<[], Row>(APPLIED).all());
    } finally {
      sqlite.close();
    }
  }
  const client = await connectPostgres(location.url);
  try {
    const { rows } = await client.query<{ found: string | null }>(
      "SELECT to_regclass('_prisma_migrations')::text AS found",
    );
    return rows[0]?.found ? toMap((await client.query<Row>(APPLIED)).rows) : new Map();
  } finally {
    await client.end();
  }
}

/**
 * Tells whether the database lacks a migration, without loading the schema engine.
 *
 * @param location - The database.
 * @returns Whether {@link migrate} has something to do.
 * @throws Error when a migration was changed after it was applied, or the database comes from a newer version.
 */
export async function hasPendingMigrations(location: DatabaseLocation): Promise<boolean> {
  const [migrations, applied] = await Promise.all([readMigrations(location.provider), findApplied(location)]);
  for (const { name, sql } of migrations) {
    const checksum = applied.get(name);
    if (checksum !== undefined && checksum !== createHash('sha256').update(sql).digest('hex')) {
      throw new Error(`migration ${name} was changed after it had been applied`);
    }
    applied.delete(name);
    if (checksum === undefined) return true;
  }
  const [unknown] = applied.keys();
  if (unknown !== undefined) throw new Error(`database has migration ${unknown}, which this version does not know`);
  return false;
}

const toMigrationList = (provider: DatabaseProvider, migrations: readonly Migration[]): MigrationList => ({
  baseDir: `prisma/${provider}/migrations`,
  lockfile: { path: 'migration_lock.toml', content: `provider = "${provider}"\n` },
  shadowDbInitScript: '',
  migrationDirectories: migrations.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
  })),
});

async function applyMigrations(location: DatabaseLocation): Promise<string[]> {
  const migrationsList = toMigrationList(location.provider, await readMigrations(location.provider));
  const schema = await readSchema(location.provider);
  return withSchemaEngine(await adaptersFor(location), schema, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: EVERYTHING });
    return appliedMigrationNames;
  });
}

/**
 * Applies every migration that the database lacks. Several processes may try at once: they take turns.
 *
 * @param location - The database.
 * @returns Names of the migrations applied.
 */
export async function migrate(location: DatabaseLocation): Promise<string[]> {
  if (location.provider === 'sqlite') return applyMigrations(location);
  const client = await connectPostgres(location.url);
  try {
    await client.query(`SELECT pg_advisory_lock(${String(MIGRATION_LOCK)})`);
    return await applyMigrations(location);
  } finally {
    await client.end();
  }
}
