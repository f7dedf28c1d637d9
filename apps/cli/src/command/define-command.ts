import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { Terminal } from '../terminal/terminal.js';
import { CliError } from './cli-error.js';
import { EXIT_HELP } from './exit-codes.js';
import type { Outcome } from './outcome.js';

/** What surrounds every command. */
export interface Session {
  readonly terminal: Terminal;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** Shows what a command did; at most once. */
  report(outcome: Outcome): void;
}

/** One call of a command. */
export interface Call<O> {
  readonly options: O;
  /** The arguments, as many as the command names. */
  readonly args: readonly string[];
  readonly terminal: Terminal;
  readonly isJson: boolean;
  readonly signal: AbortSignal;
  /** For commands that go on after their result is known, such as a node that stays up. */
  readonly report: (outcome: Outcome) => void;
}

/** A command: how it is called, and what it does. */
export interface CommandSpec<O> {
  /** Name and arguments, as in `show <claim>`. */
  readonly usage: string;
  /** One line, lower case. */
  readonly summary: string;
  /** Further text for its help. */
  readonly help?: string;
  /** Flags and description of each option; what they may hold is in the schema. */
  readonly options: Readonly<Record<string, string>>;
  /** Reads the options, named as commander names them: `--secret-file` is `secretFile`. */
  readonly schema: z.ZodType<O>;
  /** Returns what it did, or null when it has reported that itself. */
  readonly run: (call: Call<O>) => Promise<Outcome | null>;
}

/**
 * Adds a command to a group.
 *
 * @param parent - the group
 * @param session - what surrounds it
 * @param spec - the command
 */
export function defineCommand<O>(parent: Command, session: Session, spec: CommandSpec<O>): void {
  const [name = '', ...placeholders] = spec.usage.split(' ');
  const command = parent.command(name).description(spec.summary);
  for (const placeholder of placeholders) command.argument(placeholder);
  for (const [flags, description] of Object.entries(spec.options)) command.addOption(new Option(flags, description));
  command.option('--json', 'print exactly one JSON object on standard output');
  command.addHelpText('after', ['', ...(spec.help === undefined ? [] : [spec.help, '']), EXIT_HELP].join('\n'));
  // An id may begin with a dash, so what is no option is looked at here.
  command.allowUnknownOption().allowExcessArguments();
  command.action(async () => {
    const { json, ...rest } = command.opts();
    requireArguments(command.args, placeholders.length);
    const outcome = await spec.run({
      options: parseOptions(spec.schema, rest),
      args: command.args,
      terminal: session.terminal,
      isJson: json === true,
      signal: session.signal,
      report: (early) => session.report(early),
    });
    if (outcome !== null) session.report(outcome);
  });
}

/** Ids are base64url, of 16 or 32 bytes; people may type the beginning of one. */
const ID = /^(-[A-Za-z0-9_][A-Za-z0-9_-]{4,41}|[A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{43})$/;

function requireArguments(args: readonly string[], most: number): void {
  const option = args.find((arg) => arg.length > 1 && arg.startsWith('-') && !ID.test(arg));
  if (option !== undefined) throw new CliError('USAGE', `unknown option ${option}: see --help`);
  if (args.length > most) throw new CliError('USAGE', `too many arguments: ${String(most)} expected, see --help`);
}

function parseOptions<O>(schema: z.ZodType<O>, raw: unknown): O {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const isMissing = typeof raw === 'object' && raw !== null && !(name in raw);
  throw new CliError('USAGE', isMissing ? `${option} is required` : `${option} ${issue?.message ?? 'is wrong'}`);
}

/**
 * Reads one of a few words from an option.
 *
 * @param words - what it may be
 */
export function oneOf<const W extends readonly string[]>(words: W) {
  return z.enum(words, `must be one of ${words.join(', ')}`);
}

/**
 * Reads a whole number from an option.
 *
 * @param low - least
 * @param high - greatest
 */
export function wholeNumber(low: number, high: number) {
  const message = `must be a whole number from ${String(low)} to ${String(high)}`;
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .refine((value) => value >= low && value <= high, message);
}
