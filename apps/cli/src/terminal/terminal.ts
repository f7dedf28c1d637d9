import { SecretBytes } from '@wardkeep/crypto';
import { createInterface } from 'node:readline/promises';
import { CliError } from '../command/cli-error.js';

/** Where a command speaks and listens. */
export interface Terminal {
  /** Results only. */
  out(text: string): void;
  /** Everything else: progress, questions, failures. */
  err(text: string): void;
  /** Whether a person sits in front of it who can be asked. */
  readonly isInteractive: boolean;
  /** Whether progress may be drawn. */
  readonly showsProgress: boolean;
  /** Everything on standard input; the caller wipes it. */
  readStandardInput(): Promise<Buffer>;
  /** Asks for one line. */
  ask(question: string): Promise<string>;
  /** Asks for one line that does not show. */
  askHidden(question: string): Promise<SecretBytes>;
}

/** The terminal of this process. */
export function systemTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    isInteractive: stdin.isTTY && stderr.isTTY,
    showsProgress: stderr.isTTY,
    readStandardInput,
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return (await lines.question(question)).trim();
      } catch (cause) {
        throw new CliError('INTERRUPTED', 'interrupted', { cause });
      } finally {
        lines.close();
      }
    },
    askHidden,
  };
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const all = Buffer.concat(chunks);
  for (const chunk of chunks) chunk.fill(0);
  return all;
}

const KEY = Object.freeze({ enter: 13, newline: 10, backspace: 127, backspaceToo: 8, interrupt: 3, endOfInput: 4 });

/** Raw mode, so that the terminal itself echoes nothing. */
function askHidden(question: string): Promise<SecretBytes> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.resume();
  let typed: number[] = [];
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const read = (bytes: Buffer): void => {
      for (const byte of bytes) {
        if (byte === KEY.interrupt) {
          finish();
          reject(new CliError('INTERRUPTED', 'interrupted'));
          return;
        }
        if (byte === KEY.enter || byte === KEY.newline || byte === KEY.endOfInput) {
          finish();
          const secret = SecretBytes.from(Uint8Array.from(typed));
          typed.fill(0);
          resolve(secret);
          return;
        }
        if (byte === KEY.backspace || byte === KEY.backspaceToo) typed = withoutLastCharacter(typed);
        else typed.push(byte);
      }
      bytes.fill(0);
    };
    stdin.on('data', read);
  });
}

/** A character of UTF-8 is its first byte and those of the form 10xxxxxx after it. */
function withoutLastCharacter(bytes: readonly number[]): number[] {
  let end = bytes.length - 1;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.slice(0, Math.max(0, end));
}
