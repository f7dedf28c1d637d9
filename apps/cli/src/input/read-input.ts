import { SecretBytes } from '@wardkeep/crypto';
import { readFile } from 'node:fs/promises';
import { CliError } from '../command/cli-error.js';
import type { Terminal } from '../terminal/terminal.js';

/** Largest file that any command reads: a payload and some room. */
const INPUT_BYTES = 17 * 1024 * 1024;

/**
 * Reads a file, or standard input when its name is `-`.
 *
 * @param file - path or `-`
 * @param terminal - for standard input
 * @param what - what it should hold, for the message
 * @throws CliError FILE_UNREADABLE, FILE_INVALID when it is too large
 */
export async function readInput(file: string, terminal: Terminal, what: string): Promise<Buffer> {
  const bytes =
    file === '-'
      ? await terminal.readStandardInput()
      : await readFile(file).catch((cause: unknown) => {
          throw new CliError('FILE_UNREADABLE', `${what} file ${file} cannot be read`, { cause });
        });
  if (bytes.length > INPUT_BYTES) {
    throw new CliError('FILE_INVALID', `${what} file must be at most ${String(INPUT_BYTES)} bytes`);
  }
  return bytes;
}

/**
 * Only one option can be read from standard input.
 *
 * @param files - values of the options that name files
 * @throws CliError USAGE
 */
export function requireOneStandardInput(...files: (string | undefined)[]): void {
  if (files.filter((file) => file === '-').length > 1) {
    throw new CliError('USAGE', 'only one file can be - (standard input)');
  }
}

/**
 * Reads the bytes of a secret, as they are.
 *
 * @param file - path or `-`
 * @param terminal - for standard input
 * @throws CliError FILE_UNREADABLE, FILE_INVALID when it is empty or too large
 */
export async function readSecret(file: string, terminal: Terminal): Promise<SecretBytes> {
  const bytes = await readInput(file, terminal, 'secret');
  if (bytes.length === 0) throw new CliError('FILE_INVALID', 'secret file must not be empty');
  const secret = SecretBytes.from(bytes);
  bytes.fill(0);
  return secret;
}

/** How memorable information is asked for. */
export interface MemorablePrompt {
  /** Ask twice, because nobody can correct it later. */
  readonly isNew: boolean;
}

/**
 * Reads memorable information from a file, standard input, or a prompt that does not show it.
 *
 * @param file - path, `-`, or undefined to ask
 * @param terminal - where to ask
 * @param prompt - how to ask
 * @returns the text as typed; it is a secret and never printed
 * @throws CliError FILE_UNREADABLE, FILE_INVALID, USAGE when it cannot be asked for, NOT_CONFIRMED when it was typed differently
 */
export async function readMemorable(
  file: string | undefined,
  terminal: Terminal,
  prompt: MemorablePrompt,
): Promise<string> {
  if (file === undefined) return askMemorable(terminal, prompt);
  const bytes = await readInput(file, terminal, 'memorable');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError('FILE_INVALID', 'memorable file must be text in utf-8');
  } finally {
    bytes.fill(0);
  }
}

async function askMemorable(terminal: Terminal, { isNew }: MemorablePrompt): Promise<string> {
  if (!terminal.isInteractive) throw new CliError('USAGE', 'give --memorable-file F, or - for standard input');
  const first = await terminal.askHidden('Memorable information (does not show): ');
  if (isNew) {
    const second = await terminal.askHidden('The same again: ');
    const isSame = first.equals(second);
    second.wipe();
    if (!isSame) throw new CliError('NOT_CONFIRMED', 'the two were not the same');
  }
  const text = new TextDecoder().decode(first.reveal());
  first.wipe();
  return text;
}
