import { Command, CommanderError } from 'commander';
import { CliError } from './command/cli-error.js';
import type { Session } from './command/define-command.js';
import { EXIT, EXIT_HELP, type ExitCode } from './command/exit-codes.js';
import { failureOf } from './command/failure.js';
import { encodeOutcome, type Outcome } from './command/outcome.js';
import { adviceOn } from './terminal/advice.js';
import type { Terminal } from './terminal/terminal.js';
import { COMMAND_GROUPS } from './commands/index.js';

/**
 * Runs one command of `wardkeep`.
 *
 * @param argv - the arguments after the program's name
 * @param terminal - where it speaks and listens
 * @param signal - ends it early
 * @returns how the process should end
 */
export async function runCli(argv: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const isJson = argv.includes('--json');
  let hasReported = false;
  const report = (outcome: Outcome): void => {
    hasReported = true;
    terminal.out(isJson ? encodeOutcome(outcome) : outcome.text.map((line) => `${line}\n`).join(''));
  };
  try {
    await buildProgram({ terminal, signal, report }, isJson).parseAsync(argv, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    // One JSON object is promised, and a node that dies later has had it.
    return fail(signal.aborted ? interrupted(error) : asUsage(error), terminal, isJson && !hasReported);
  }
}

/**
 * Builds the program with all its commands.
 *
 * @param session - what surrounds every command
 * @param isJson - keeps commander's own messages off the terminal
 */
export function buildProgram(session: Session, isJson = false): Command {
  const program = new Command('wardkeep')
    .description('Social recovery for wallet keys, kept by independent guardians.')
    .version('0.1.0')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => session.terminal.out(text),
      writeErr: (text) => {
        if (!isJson) session.terminal.err(text);
      },
    })
    .showHelpAfterError('(add --help to see how it is used)')
    .addHelpText('after', `\n${EXIT_HELP}`);
  for (const add of COMMAND_GROUPS) add(program, session);
  return program;
}

/** Whatever broke off, broke off because the person wanted it to. */
function interrupted(cause: unknown): CliError {
  return new CliError('INTERRUPTED', 'interrupted', { cause });
}

function asUsage(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const isBare = error.code === 'commander.help';
  const message = isBare ? 'name a command' : error.message.replace(/^error: /, '');
  return new CliError('USAGE', message, { cause: error });
}

function fail(error: unknown, terminal: Terminal, isJson: boolean): ExitCode {
  const { exitCode, code, message, extras } = failureOf(error);
  if (isJson) terminal.out(`${JSON.stringify({ ok: false, code, message, ...extras })}\n`);
  else if (!(error instanceof CliError && error.cause instanceof CommanderError)) {
    terminal.err(`${['wardkeep: '.concat(message), ...adviceOn(code, extras)].join('\n')}\n`);
  }
  return exitCode;
}
