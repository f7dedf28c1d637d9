import { assessMemorable, type BackupSecret, type IdentityInput, type PathPolicy } from '@wardkeep/protocol';
import { basename } from 'node:path';
import { z } from 'zod';
import { wholeNumber } from '../command/define-command.js';
import { readIdentity } from '../input/identity.js';
import { readMemorable, readSecret, requireOneStandardInput } from '../input/read-input.js';
import { memorableLines } from '../terminal/show-strength.js';
import type { Terminal } from '../terminal/terminal.js';

/** Options of what goes into a backup, for `enrol` and `rotate`. */
export const BACKUP_OPTIONS = {
  '--identity-file <file>': "the owner's identity, - for standard input; asked for when left out",
  '--secret-file <file...>': 'what to keep: any file; - for standard input',
  '--memorable-file <file>': 'what only the owner remembers, - for standard input; asked for when left out',
  '--label <label...>': 'what the owner calls each secret; the name of its file when left out',
  '--kind <kind...>': 'what each secret is, such as bip39, vault-share, nsec, will; file when left out',
  '--contact <text>': 'how guardians reach the owner when somebody opens a claim; only they can read it',
  '--delay <seconds>': 'waiting time after approval; that of the federation when left out',
  '--approvals <count>': 'guardians that must approve; at least as many as the federation asks for',
  '--min-receipts <count>': 'be content with so many guardians when others cannot be reached; all when left out',
} as const;

/** What {@link BACKUP_OPTIONS} hold. */
export const backupFields = {
  identityFile: z.string().optional(),
  secretFile: z.array(z.string()).min(1).optional(),
  memorableFile: z.string().optional(),
  label: z.array(z.string()).default([]),
  kind: z.array(z.string()).default([]),
  contact: z.string().optional(),
  delay: wholeNumber(0, 3660 * 86_400).optional(),
  approvals: wholeNumber(1, 50).optional(),
  minReceipts: wholeNumber(1, 50).optional(),
};
type BackupOptions = z.output<z.ZodObject<typeof backupFields>>;

/** What goes into a backup, read from files and questions. */
export interface BackupInput {
  readonly identity: IdentityInput;
  /** As typed. */
  readonly memorable: string;
  readonly secrets: readonly BackupSecret[];
  readonly policy: PathPolicy | undefined;
  readonly contact: string | undefined;
  readonly minReceipts: number | undefined;
  /** How much the memorable information withstands. */
  readonly strength: ReturnType<typeof assessMemorable>;
}

/**
 * Reads everything that goes into a backup.
 *
 * @param options - as parsed
 * @param files - the secrets, at least one
 * @param terminal - where to ask, and to say how strong the memorable information is
 * @throws CliError, and ProtocolError about what was typed
 */
export async function readBackup(
  options: BackupOptions,
  files: readonly string[],
  terminal: Terminal,
): Promise<BackupInput> {
  requireOneStandardInput(options.identityFile, options.memorableFile, ...files);
  const { input: identity } = await readIdentity(options.identityFile, terminal);
  const text = await readMemorable(options.memorableFile, terminal, { isNew: true });
  const strength = assessMemorable(text, identity);
  if (terminal.showsProgress) terminal.err(`${memorableLines(strength).join('\n')}\n`);
  const secrets: BackupSecret[] = [];
  for (const [at, file] of files.entries()) {
    const label = options.label[at] ?? (file === '-' ? 'secret' : basename(file));
    secrets.push({ label, kind: options.kind[at] ?? 'file', bytes: await readSecret(file, terminal) });
  }
  const { contact, minReceipts } = options;
  return {
    identity,
    memorable: text,
    secrets,
    policy: policyOf(options),
    contact,
    minReceipts,
    strength,
  };
}

function policyOf({ delay, approvals }: BackupOptions): PathPolicy | undefined {
  if (delay === undefined && approvals === undefined) return undefined;
  return {
    ...(delay === undefined ? {} : { delaySeconds: delay }),
    ...(approvals === undefined ? {} : { approvals }),
  };
}

/** Overwrites what was read. */
export function wipeBackup({ secrets }: BackupInput): void {
  for (const { bytes } of secrets) bytes.wipe();
}
