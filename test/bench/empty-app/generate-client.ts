import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { ROOT } from '../../run/processes.mjs';

/** The smallest model that Prisma takes, with the generator settings of the guardian. */
const SCHEMA = `generator client {
  provider            = "prisma-client"
  output              = "./client"
  runtime             = "nodejs"
  moduleFormat        = "esm"
  importFileExtension = "js"
  compilerBuild       = "small"
}

datasource db {
  provider = "sqlite"
}

model Nothing {
  id Int @id
}
`;

/** Where the client is; below the checkout, so that it finds its packages. */
const FOLDER = join(ROOT, 'test/dist/bench/empty-app/generated');

/**
 * Makes the client of an application that keeps nothing. The guardian's own would lend the empty application the memory of
 * a model that it does not use.
 *
 * @returns path of the module
 */
export async function generateEmptyClient(): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const schema = join(FOLDER, 'schema.prisma');
  await writeFile(schema, SCHEMA);
  const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');
  await promisify(execFile)(process.execPath, [prisma, 'generate', '--schema', schema, '--no-hints'], {
    cwd: FOLDER,
    env: {
      ...process.env,
      // Generating needs no engine, and must not fetch one.
      PRISMA_SCHEMA_ENGINE_BINARY: join(ROOT, 'apps/guardian/scripts/no-schema-engine.sh'),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  const outfile = join(FOLDER, 'client.js');
  const entryPoints = [join(FOLDER, 'client/client.ts')];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return outfile;
}
