import { expect, it } from '@jest/globals';
import { describeOnBothEngines } from '../../testing/databases.js';
import type { Database } from './database.js';
import { adaptersFor, EVERYTHING, hasPendingMigrations, migrate } from './migrations.js';
import { offlinePostgres } from './offline-postgres.js';
import { readSchema, withSchemaEngine } from './schema-engine.js';

/** Everything that the engine's own catalogue says of tables, columns, keys and indexes, but for Prisma's own table. */
async function describeTables(database: Database): Promise<unknown[]> {
  if (database.provider === 'sqlite') {
    return database.query(
      `SELECT name, sql FROM sqlite_master WHERE tbl_name <> '_prisma_migrations' AND sql IS NOT NULL ORDER BY name`,
    );
  }
  const columns = await database.query(
    `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
  );
  const indexes = await database.query(
    `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  const constraints = await database.query(
    `SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE '%prisma_migrations%' ORDER BY 1`,
  );
  return [...columns, ...indexes, ...constraints];
}

describeOnBothEngines('migrations', (databases) => {
  it('give exactly the tables of the model', async () => {
    const files = await readSchema(databases.provider);
    const adapters =
      databases.provider === 'sqlite' ? await adaptersFor(await databases.createEmpty()) : offlinePostgres;
    const { stdout } = await withSchemaEngine(adapters, files, (engine) =>
      engine.diff({
        from: { tag: 'empty' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: null,
        filters: EVERYTHING,
      }),
    );
    const migrated = await databases.open(await databases.create());
    const fresh = await databases.open(await databases.createEmpty());
    await fresh.write(async (tx) => {
      for (const statement of stdout!.split(/;\s*$/m)) if (statement.trim() !== '') await tx.execute(statement);
    });
    const expected = await describeTables(fresh);
    expect(expected.length).toBeGreaterThan(10);
    expect(await describeTables(migrated)).toEqual(expected);
  });

  it('are applied once', async () => {
    const location = await databases.createEmpty();
    expect(await hasPendingMigrations(location)).toBe(true);
    expect(await migrate(location)).toContain('00000000000000_initial');
    expect(await hasPendingMigrations(location)).toBe(false);
    expect(await migrate(location)).toEqual([]);
  });

  it('are refused when one was changed after it had been applied', async () => {
    const location = await databases.create();
    const database = await databases.open(location);
    await database.write((tx) => tx.execute("UPDATE _prisma_migrations SET checksum = 'other'"));
    await expect(hasPendingMigrations(location)).rejects.toThrow('was changed after it had been applied');
  });

  it('are refused when the database comes from a newer version', async () => {
    const location = await databases.create();
    const database = await databases.open(location);
    await database.write((tx) =>
      tx.execute(`INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
                  SELECT 'x', 'x', finished_at, '99999999999999_later', started_at, 1 FROM _prisma_migrations`),
    );
    await expect(hasPendingMigrations(location)).rejects.toThrow('which this version does not know');
  });

  if (databases.provider === 'postgresql') {
    it('are applied once by processes that start together', async () => {
      const location = await databases.createEmpty();
      const applied = await Promise.all([migrate(location), migrate(location), migrate(location)]);
      expect(applied.flat()).toEqual(['00000000000000_initial']);
    });
  }
});
