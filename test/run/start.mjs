import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './ensure-built.mjs';
import { ROOT, run } from './processes.mjs';

/** `node start.mjs PROGRAM [ARGS…]`: brings everything up to date, then runs a compiled program of this checkout. */
const [program, ...args] = process.argv.slice(2);
if (program === undefined) {
  process.stderr.write('usage: node test/run/start.mjs PROGRAM [ARGS…]\n');
  process.exit(2);
}
try {
  await ensureBuilt();
  if (!existsSync(join(ROOT, program))) throw new Error(`nothing to run at ${program}`);
  process.exitCode = await run(process.execPath, [join(ROOT, program), ...args], { cwd: process.cwd() });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
