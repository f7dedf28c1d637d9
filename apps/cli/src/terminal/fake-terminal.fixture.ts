import { SecretBytes, utf8 } from '@wardkeep/crypto';
import type { Terminal } from './terminal.js';

/** A terminal without a person, that keeps what was said. */
export interface FakeTerminal extends Terminal {
  readonly said: { out: string; err: string };
}

/**
 * @param input - what lies on standard input
 * @param answers - what a person answers, one line after the other; nobody is there when left out
 */
export function fakeTerminal(input = '', answers?: string[]): FakeTerminal {
  const said = { out: '', err: '' };
  const next = (question: string): string => {
    said.err += question;
    return answers?.shift() ?? '';
  };
  return {
    said,
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    isInteractive: answers !== undefined,
    showsProgress: answers !== undefined,
    readStandardInput: async () => Buffer.from(input),
    ask: async (question) => next(question),
    askHidden: async (question) => SecretBytes.from(utf8(next(question))),
  };
}
