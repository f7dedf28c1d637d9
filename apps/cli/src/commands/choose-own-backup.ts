import { readState, type BackupState, type ClientContext } from '@wardkeep/client';
import { CliError } from '../command/cli-error.js';

/** The option that names one of several backups. */
export const OWN_BACKUP_OPTION = { '--backup <id>': 'which backup, when this folder has several' } as const;

/**
 * The backup of this folder that is meant.
 *
 * @param context - of the client
 * @param named - its id; may be left out where there is only one
 * @throws CliError USAGE, AMBIGUOUS
 */
export async function chooseOwnBackup(context: ClientContext, named: string | undefined): Promise<BackupState> {
  const { backups } = await readState(context);
  const meant = named === undefined ? backups : backups.filter(({ backupId }) => backupId === named);
  const [one, ...others] = meant;
  if (one === undefined) throw new CliError('USAGE', 'this folder has no such backup: see wardkeep check-up');
  if (others.length > 0) throw new CliError('AMBIGUOUS', 'this folder has several backups: name one with --backup');
  return one;
}
