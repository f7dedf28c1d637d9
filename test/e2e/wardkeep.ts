import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../run/processes.mjs';

/** The compiled command. */
export const WARDKEEP = join(ROOT, 'apps/cli/dist/main.js');

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- every command prints an object of its own, and tests say what they expect
export type Json = any;

/** What a command did. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON object on standard output. */
  readonly json: Json;
}

/**
 * Runs `wardkeep … --json` in a process of its own.
 *
 * @param args - the arguments
 * @param input - what lies on standard input
 * @param interruptAfterMs - presses Ctrl-C then
 */
export async function wardkeep(args: readonly string[], input = '', interruptAfterMs?: number): Promise<CommandResult> {
  const result = await wardkeepForPeople([...args, '--json'], input, interruptAfterMs);
  const lines = result.stdout.trim().split('\n');
  if (lines.length !== 1) throw new Error(`not one line on standard output: ${result.stdout}\n${result.stderr}`);
  return { ...result, json: JSON.parse(result.stdout) };
}

/**
 * Runs `wardkeep` as it is typed.
 *
 * @param args - the arguments
 * @param input - what lies on standard input
 * @param interruptAfterMs - presses Ctrl-C then
 */
export async function wardkeepForPeople(
  args: readonly string[],
  input = '',
  interruptAfterMs?: number,
): Promise<CommandResult> {
  const child = spawn(process.execPath, [WARDKEEP, ...args], { stdio: 'pipe' });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  if (interruptAfterMs !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfterMs);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said, json: null };
}

/** A program that stays up until it is stopped. */
export interface Background {
  /** The JSON object that it printed when it was up. */
  readonly json: Json;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts a program that prints one JSON object when it is up.
 *
 * @param script - path in this checkout
 * @param args - the arguments
 */
export async function background(script: string, args: readonly string[]): Promise<Background> {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const first = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const line = await Promise.race([first.then(([text]) => text), ended.then(() => null)]);
  if (line === null) throw new Error(`${script} ended: ${errors}`);
  return { json: JSON.parse(line), stop: (signal = 'SIGTERM') => stop(child, ended, signal) };
}

async function stop(child: ChildProcess, ended: Promise<[number | null]>, signal: NodeJS.Signals) {
  child.kill(signal);
  return (await ended)[0];
}
