import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** Help of `npm run federation`. */
export const FEDERATION_USAGE = `usage: npm run federation -- [options]

Starts a federation of guardian nodes on this machine and keeps it up until Ctrl-C. For development only: all its
guardians are one operator.

  --guardians N            how many guardians; 5
  --recover-threshold T    parts that rebuild a key; a majority
  --approval-threshold Q   guardians that approve a claim; as many as rebuild a key
  --delay SECONDS          waiting time after approval; 60
  --sealed                 drive the ceremony to its end (the default)
  --before-ceremony        only start the nodes; found the federation by hand
  --down N                 switch off the last N guardians afterwards; 0
  --dir DIR                where to keep it; started again from there if it is there already
  --keep                   leave the folder in place at the end (implied by --dir)
  --json                   print one JSON object when it is up
`;

/** Options of `npm run federation`. */
export interface FederationOptions {
  readonly guardians: number;
  readonly recoverThreshold: number;
  readonly approvalThreshold: number;
  readonly delaySeconds: number;
  readonly isSealed: boolean;
  readonly down: number;
  readonly dir: string | null;
  readonly keep: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/**
 * Reads the options.
 *
 * @param argv - the arguments
 * @throws Error with a message for whoever typed them
 */
export function parseFederationOptions(argv: readonly string[]): FederationOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      guardians: text,
      'recover-threshold': text,
      'approval-threshold': text,
      delay: text,
      sealed: flag,
      'before-ceremony': flag,
      down: text,
      dir: text,
      keep: flag,
      json: flag,
      help: { type: 'boolean', short: 'h' },
    },
  });
  const guardians = whole('guardians', values.guardians, 3, 50, 5);
  const majority = Math.floor(guardians / 2) + 1;
  const recoverThreshold = whole('recover-threshold', values['recover-threshold'], majority, guardians, majority);
  const approvalThreshold = whole(
    'approval-threshold',
    values['approval-threshold'],
    recoverThreshold,
    guardians,
    recoverThreshold,
  );
  if (values.sealed === true && values['before-ceremony'] === true) {
    throw new Error('give --sealed or --before-ceremony, not both');
  }
  return {
    guardians,
    recoverThreshold,
    approvalThreshold,
    delaySeconds: whole('delay', values.delay, 0, 366 * 86_400, 60),
    isSealed: values['before-ceremony'] !== true,
    down: whole('down', values.down, 0, guardians - 1, 0),
    dir: values.dir === undefined ? null : resolve(process.env.INIT_CWD ?? '.', values.dir),
    keep: values.keep === true || values.dir !== undefined,
    json: values.json === true,
    help: values.help === true,
  };
}

function whole(name: string, value: string | undefined, low: number, high: number, fallback: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < low || number > high) {
    throw new Error(`--${name} must be a whole number from ${String(low)} to ${String(high)}`);
  }
  return number;
}
