import {
  CYRILLIC_LANGUAGES,
  IDENTITY_WARNINGS,
  normalizeIdentity,
  type IdentityInput,
  type NormalizedIdentity,
} from '@wardkeep/protocol';
import { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import type { Terminal } from '../terminal/terminal.js';
import { readInput } from './read-input.js';

/** For the help of every command that takes an identity. */
export const IDENTITY_HELP = `The identity file is JSON, written as in the passport:
  {"surname": "ERIKSSON", "givenNames": "ANNA MARIA", "dateOfBirth": "1974-08-12"}
Case, accents and the order of names do not matter; every name counts. Both zones of the passport give the same result.
A name in Cyrillic letters may add "cyrillicLanguage": one of ${CYRILLIC_LANGUAGES.join(', ')}.
The form to compare with the passport is shown.`;

const identityFile = z.strictObject({
  surname: z.string(),
  givenNames: z.string(),
  dateOfBirth: z.string(),
  cyrillicLanguage: z.enum(CYRILLIC_LANGUAGES).optional(),
});

/** An identity with the form that people compare. */
export interface ReadIdentity {
  readonly input: IdentityInput;
  readonly normalized: NormalizedIdentity;
}

/**
 * Reads an identity from a file, from standard input, or by asking, and shows its canonical form.
 *
 * @param file - path, `-` for standard input, undefined to ask
 * @param terminal - where to ask and to show
 * @throws CliError FILE_UNREADABLE, FILE_INVALID, USAGE when it cannot be asked for
 * @throws ProtocolError IDENTITY_MALFORMED, IDENTITY_DATE_INVALID, SCRIPT_NOT_SUPPORTED
 */
export async function readIdentity(file: string | undefined, terminal: Terminal): Promise<ReadIdentity> {
  const input = file === undefined ? await askIdentity(terminal) : await readIdentityFile(file, terminal);
  const normalized = normalizeIdentity(input, Date.now());
  if (terminal.showsProgress) {
    terminal.err(`Identity, to compare with the passport: ${normalized.display}\n`);
    for (const warning of normalized.warnings) terminal.err(`  note: ${IDENTITY_WARNINGS[warning]}\n`);
  }
  return { input, normalized };
}

async function readIdentityFile(file: string, terminal: Terminal): Promise<IdentityInput> {
  const bytes = await readInput(file, terminal, 'identity');
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The cause is left out: engines quote the text, which is about a person.
    throw new CliError('FILE_INVALID', 'identity file must be json in utf-8');
  }
  const parsed = identityFile.safeParse(raw);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new CliError('FILE_INVALID', `identity file must hold surname, givenNames and dateOfBirth; see "${where}"`);
  }
  const { cyrillicLanguage, ...names } = parsed.data;
  return cyrillicLanguage === undefined ? names : { ...names, cyrillicLanguage };
}

async function askIdentity(terminal: Terminal): Promise<IdentityInput> {
  if (!terminal.isInteractive) throw new CliError('USAGE', 'give --identity-file F, or - for standard input');
  return {
    surname: await terminal.ask('Surname, as in the passport: '),
    givenNames: await terminal.ask('Given names, all of them: '),
    dateOfBirth: await terminal.ask('Date of birth (YYYY-MM-DD): '),
  };
}
