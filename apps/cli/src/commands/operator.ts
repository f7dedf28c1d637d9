import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { setupCodeAnswer } from '@wardkeep/protocol';
import { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import { defineCommand, oneOf, type Session } from '../command/define-command.js';
import type { Outcome } from '../command/outcome.js';
import { readInput } from '../input/read-input.js';
import type { Terminal } from '../terminal/terminal.js';
import { consoleOf, DIR_OPTION, dirField } from './folder-option.js';

const ROLES = ['viewer', 'case-officer', 'admin'] as const;
/** 120 bits. */
const PASSWORD_BYTES = 15;

const PASSWORD_OPTIONS = {
  '--password-file <file>': 'file with the password, or - for standard input; asked for when left out',
  '--generate': 'make a password and show it this once',
} as const;

const passwordFields = { passwordFile: z.string().optional(), generate: z.boolean().default(false) };

/** `operator add|reset|setup-code`: accounts of people who work with this node's admin listener. */
export function addOperatorCommands(program: Command, session: Session): void {
  const group = program.command('operator').description('accounts of the people who operate a node');

  defineCommand(group, session, {
    usage: 'add <name>',
    summary: 'make an account for an operator',
    options: { ...DIR_OPTION, '--role <role>': `one of ${ROLES.join(', ')}`, ...PASSWORD_OPTIONS },
    schema: z.strictObject({ dir: dirField, role: oneOf(ROLES), ...passwordFields }),
    async run({ options, args: [name = ''], terminal }) {
      const password = await choosePassword(options, terminal);
      const { role } = options;
      const body = { name, role, password };
      await consoleOf(options.dir).send({ method: 'POST', path: '/admin/v1/operators', body, answer: z.unknown() });
      return outcome(`${name} can log in as ${role}.`, { name, role }, options.generate ? password : null);
    },
  });

  defineCommand(group, session, {
    usage: 'reset <name>',
    summary: 'give an operator a new password; all their logins end',
    options: { ...DIR_OPTION, '--role <role>': `also change the role: ${ROLES.join(', ')}`, ...PASSWORD_OPTIONS },
    schema: z.strictObject({ dir: dirField, role: oneOf(ROLES).optional(), ...passwordFields }),
    async run({ options, args: [name = ''], terminal }) {
      const password = await choosePassword(options, terminal);
      const path = `/admin/v1/operators/${encodeURIComponent(name)}/reset`;
      const body = { password, ...(options.role === undefined ? {} : { role: options.role }) };
      await consoleOf(options.dir).send({ method: 'POST', path, body, answer: z.unknown() });
      return outcome(`${name} has a new password.`, { name }, options.generate ? password : null);
    },
  });

  defineCommand(group, session, {
    usage: 'setup-code',
    summary: 'make a code with which the first operator is made in the admin app; older codes are void',
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir } }) {
      const path = '/admin/v1/setup/code';
      const { code } = await consoleOf(dir).send({ method: 'POST', path, answer: setupCodeAnswer });
      return { json: { code }, text: [`Setup code, shown only now: ${code}`] };
    },
  });
}

function outcome(done: string, json: Record<string, unknown>, password: string | null): Outcome {
  if (password === null) return { json, text: [done] };
  return { json: { ...json, password }, text: [done, `Password, shown only now: ${password}`] };
}

async function choosePassword(
  { passwordFile, generate }: { readonly passwordFile?: string | undefined; readonly generate: boolean },
  terminal: Terminal,
): Promise<string> {
  if (generate) return randomBytes(PASSWORD_BYTES).toString('base64url');
  if (passwordFile !== undefined) {
    const bytes = await readInput(passwordFile, terminal, 'password');
    const password = bytes.toString('utf8').replace(/\r?\n$/, '');
    bytes.fill(0);
    return password;
  }
  if (!terminal.isInteractive)
    throw new CliError('USAGE', 'give --password-file F (- for standard input) or --generate');
  const first = await terminal.askHidden('New password (does not show): ');
  const second = await terminal.askHidden('The same again: ');
  const isSame = first.equals(second);
  const password = new TextDecoder().decode(first.reveal());
  first.wipe();
  second.wipe();
  if (!isSame) throw new CliError('NOT_CONFIRMED', 'the two were not the same');
  return password;
}
