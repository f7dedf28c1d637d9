import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { DatabaseProvider } from './database.js';

const PRISMA_FOLDER = new URL('../../../../../prisma/', import.meta.url);

/** A Prisma schema file, as the schema engine takes it. */
export type SchemaFile = { readonly path: string; readonly content: string };

/**
 * Folder that holds the schema and the migrations of one engine.
 *
 * @param provider - Database engine.
 * @returns A file URL that ends in a slash.
 */
export const schemaFolder = (provider: DatabaseProvider): URL => new URL(`${provider}/`, PRISMA_FOLDER);

/**
 * Reads the schema of one engine: its own generator and datasource blocks, and the model that both share.
 *
 * @param provider - Database engine.
 * @returns The two files.
 */
export async function readSchema(provider: DatabaseProvider): Promise<SchemaFile[]> {
  return Promise.all(
    ['schema.prisma', 'model.prisma'].map(async (name) => {
      const path = fileURLToPath(new URL(name, schemaFolder(provider)));
      return { path, content: await readFile(path, 'utf8') };
    }),
  );
}

type Glue = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');
let loaded: Promise<Glue> | undefined;

/** The engine leaves the timer of its own advisory lock running, which would keep the process alive for ten seconds. */
function withoutWaiting(glue: Glue): WebAssembly.ModuleImports {
  const imports: WebAssembly.ModuleImports = { ...(glue as unknown as WebAssembly.ModuleImports) };
  for (const [name, original] of Object.entries(imports)) {
    if (!name.startsWith('__wbg_setTimeout_') || typeof original !== 'function') continue;
    imports[name] = (...args: unknown[]) => (Reflect.apply(original, undefined, args) as NodeJS.Timeout).unref();
  }
  return imports;
}

/** The glue code keeps the one instance in variables of its module, so a second instance would corrupt both. */
async function loadGlue(): Promise<Glue> {
  // The package's own entry point imports the .wasm file as an ES module, which Node 20 does only behind a flag.
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(
    new URL('schema_engine_bg.wasm', import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')),
  );
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': withoutWaiting(glue) });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start as () => void;
  start();
  return glue;
}

/** Remembers the connections, which the engine never closes; on SQLite it even keeps the file locked. */
function closing(adapters: SqlMigrationAwareDriverAdapterFactory): {
  readonly adapters: SqlMigrationAwareDriverAdapterFactory;
  readonly close: () => Promise<void>;
} {
  const open: SqlDriverAdapter[] = [];
  const remember = async (connecting: Promise<SqlDriverAdapter>): Promise<SqlDriverAdapter> => {
    const connection = await connecting;
    open.push(connection);
    return connection;
  };
  return {
    adapters: {
      provider: adapters.provider,
      adapterName: adapters.adapterName,
      connect: () => remember(adapters.connect()),
      connectToShadowDb: () => remember(adapters.connectToShadowDb()),
    },
    close: async () => {
      for (const connection of open) await connection.dispose();
    },
  };
}

/**
 * Works with Prisma's schema engine, compiled to WebAssembly. Loading it costs some 100 ms and 70 MB, so it happens only in a
 * process that has a migration to apply or to write.
 *
 * @param adapters - Prisma's driver adapter of the database.
 * @param schema - Files that describe the wanted state.
 * @param work - What to do with the engine.
 * @returns What `work` returned, with every connection closed.
 */
export async function withSchemaEngine<T>(
  adapters: SqlMigrationAwareDriverAdapterFactory,
  schema: readonly SchemaFile[],
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const glue = await (loaded ??= loadGlue());
  const bound = closing(adapters);
  try {
    const engine = await glue.SchemaEngine.new(
      { datamodels: schema.map((file) => [file.path, file.content]) },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(bound.adapters),
    );
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await bound.close();
  }
}
