// Generates the Prisma clients of both engines from the one model file.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');

for (const engine of ['sqlite', 'postgresql']) {
  const { status } = spawnSync(process.execPath, [prisma, 'generate', '--schema', `prisma/${engine}`, '--no-hints'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(new URL('no-schema-engine.sh', import.meta.url)),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (status !== 0) process.exit(status ?? 1);
}
