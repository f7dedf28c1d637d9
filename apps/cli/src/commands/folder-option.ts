import { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import { NodeConsole } from '../console/node-console.js';

/** The option of every command of an operator. */
export const DIR_OPTION = { '--dir <dir>': "the node's folder; WARDKEEP_DIR when left out" } as const;

/** What {@link DIR_OPTION} holds. */
export const dirField = z.string().min(1).optional();

/**
 * The folder of the node that a command is for.
 *
 * @param dir - value of the option
 * @throws CliError USAGE when neither option nor environment names one
 */
export function nodeFolder(dir: string | undefined): string {
  const folder = dir ?? process.env.WARDKEEP_DIR;
  if (folder === undefined || folder === '') throw new CliError('USAGE', 'give --dir DIR, or set WARDKEEP_DIR');
  return folder;
}

/**
 * The console of the node that a command is for.
 *
 * @param dir - value of the option
 * @throws CliError USAGE
 */
export function consoleOf(dir: string | undefined): NodeConsole {
  return new NodeConsole(nodeFolder(dir));
}
