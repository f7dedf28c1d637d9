// Writes the migration that leads from the last migrated model to today's, for both engines.
//   npm run migration -- NAME        one more migration
//   npm run migration -- --initial   the only migration again, from nothing (until the first release)
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const { readSchema, schemaFolder, withSchemaEngine } = await import('../dist/platform/database/schema-engine.js');
const { offlinePostgres } = await import('../dist/platform/database/offline-postgres.js');
const { adaptersFor, EVERYTHING } = await import('../dist/platform/database/migrations.js');

const { values, positionals } = parseArgs({ options: { initial: { type: 'boolean' } }, allowPositionals: true });
const [name] = values.initial ? ['initial'] : positionals;
if (!/^[a-z][a-z0-9_]*$/.test(name ?? '')) {
  console.error('usage: npm run migration -- NAME | --initial (name of lower case letters, digits and _)');
  process.exit(2);
}

/** The schema as it was when the last migration was written; nothing before the first. */
async function readMigrated(provider) {
  const files = await readSchema(provider);
  const model = await readFile(new URL('migrations/model.snapshot', schemaFolder(provider)), 'utf8');
  return files.map((file) => (file.path.endsWith('model.prisma') ? { ...file, content: model } : file));
}

for (const provider of ['sqlite', 'postgresql']) {
  const folder = new URL('migrations/', schemaFolder(provider));
  const adapters = provider === 'sqlite' ? await adaptersFor({ provider, path: ':memory:' }) : offlinePostgres;
  const files = await readSchema(provider);
  const from = values.initial ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: await readMigrated(provider) };
  const to = { tag: 'schemaDatamodel', files };
  const { stdout } = await withSchemaEngine(adapters, files, (engine) =>
    engine.diff({ from, to, script: true, exitCode: null, filters: EVERYTHING }),
  );
  if (stdout === null || /^\s*(-- This is an empty migration.*)?\s*$/.test(stdout)) {
    console.log(`${provider}: nothing to migrate`);
    continue;
  }
  if (values.initial) {
    await mkdir(folder, { recursive: true });
    for (const entry of await readdir(folder)) await rm(new URL(entry, folder), { recursive: true });
  }
  const stamp = values.initial ? '00000000000000' : new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const target = new URL(`${stamp}_${name}/`, folder);
  await mkdir(target, { recursive: true });
  // The schema is there already, and asking for it takes a right that the node's database user need not have.
  const script = stdout.replace('-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n\n', '');
  await writeFile(new URL('migration.sql', target), script);
  await writeFile(new URL('migration_lock.toml', folder), `provider = "${provider}"\n`);
  await cp(
    new URL('model.prisma', schemaFolder(provider)),
    new URL('migrations/model.snapshot', schemaFolder(provider)),
    {
      dereference: true,
    },
  );
  console.log(`${provider}: wrote ${stamp}_${name}`);
}
