import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { CliError, NodeRefusal } from '../command/cli-error.js';

/** Where a node's program is. It is started, never imported: a node is a process with keys of its own. */
function findProgram(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('@wardkeep/guardian/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
    return join(dirname(manifest), bin['wardkeep-guardian'] ?? '');
  } catch (cause) {
    throw new CliError('NODE_EXITED', 'the program of the node is not installed', { cause });
  }
}

/**
 * Runs the node's program to its end.
 *
 * @param args - command and options
 * @returns what it wrote to standard output, which is JSON
 * @throws NodeRefusal with the program's own code
 */
export async function runNodeProgram(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [findProgram(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors = collectLines(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw failureOf(await errors);
  return output;
}

/** A node that has opened its doors. */
export interface StartedNode {
  readonly pid: number;
  readonly ports: { readonly public: number; readonly admin: number };
  /** The exit code of its program, when it has ended. */
  readonly ended: Promise<number | null>;
}

/**
 * Starts a node in the foreground: its log goes to `onLog`, signals go to it.
 *
 * @param args - options of its `start`
 * @param onLog - told every line of its log
 * @param signal - asks the node to stop
 * @returns the node, once it listens
 * @throws NodeRefusal when it does not start, with its own code
 */
export async function startNodeProgram(
  args: readonly string[],
  onLog: (line: string) => void,
  signal: AbortSignal,
): Promise<StartedNode> {
  const child = spawn(process.execPath, [findProgram(), 'start', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = (): void => {
    child.kill('SIGTERM');
  };
  signal.addEventListener('abort', stop);
  const errors = collectLines(child);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const listening = new Promise<StartedNode['ports']>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      onLog(line);
      const ports = portsOf(line);
      if (ports !== null) resolve(ports);
    });
  });
  const ports = await Promise.race([listening, ended.then(() => null)]);
  if (ports === null) throw failureOf(await errors);
  return { pid: child.pid ?? 0, ports, ended };
}

function portsOf(line: string): StartedNode['ports'] | null {
  if (!line.includes('"listening"')) return null;
  try {
    const { msg, ports } = JSON.parse(line) as { msg: unknown; ports: StartedNode['ports'] };
    return msg === 'listening' ? ports : null;
  } catch {
    return null;
  }
}

async function collectLines(child: ChildProcess): Promise<readonly string[]> {
  const lines: string[] = [];
  if (child.stderr === null) return lines;
  for await (const line of createInterface({ input: child.stderr })) lines.push(line);
  return lines;
}

/** The program says why it does not run in one line of JSON on standard error. */
function failureOf(lines: readonly string[]): Error {
  for (const line of [...lines].reverse()) {
    try {
      const { code, message } = JSON.parse(line) as { code: unknown; message: unknown };
      if (typeof code === 'string' && typeof message === 'string') return new NodeRefusal(code, message);
    } catch {
      // Not that line.
    }
  }
  return new CliError('NODE_EXITED', `node does not run: ${lines.slice(-3).join(' ') || 'it said nothing'}`);
}
