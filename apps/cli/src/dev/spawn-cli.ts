import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** What one command of `wardkeep` did. */
export interface CliResult {
  readonly exitCode: number | null;
  /** The one object that it printed. */
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * Runs a command of `wardkeep` in a process of its own, as a person or a guardian would.
 *
 * @param args - the arguments
 */
export async function spawnCli(...args: readonly string[]): Promise<CliResult> {
  const child = spawn(process.execPath, [MAIN, ...args, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, json: JSON.parse(text) as Record<string, unknown> };
}

/**
 * Runs a command that must succeed.
 *
 * @param args - the arguments
 * @throws Error with what the command said
 */
export async function mustDo(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { exitCode, json } = await spawnCli(...args);
  if (exitCode === 0) return json;
  throw new Error(`wardkeep ${args.slice(0, 2).join(' ')} failed with ${String(exitCode)}: ${JSON.stringify(json)}`);
}
