import { ensureBuilt } from './ensure-built.mjs';

/** `npm run build`: everything that a node needs to run, the web apps with it. */
try {
  await ensureBuilt({ force: true });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
