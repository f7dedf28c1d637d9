import { enrol, resumeEnrolment, rotate, type EnrolmentResult } from '@wardkeep/client';
import type { Command } from 'commander';
import { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import { defineCommand, type Session } from '../command/define-command.js';
import type { Outcome } from '../command/outcome.js';
import { IDENTITY_HELP } from '../input/identity.js';
import { chooseOwnBackup, OWN_BACKUP_OPTION } from './choose-own-backup.js';
import { BACKUP_OPTIONS, backupFields, readBackup, wipeBackup } from './enrol-options.js';
import { STATE_OPTION, stateField, withDevice } from './person-state.js';

const RESUME_OPTION = { '--resume': 'go on with what was cut off; everything needed for it is in the folder' } as const;
const RESUME_HELP = 'When it is cut off, or too few guardians can be reached, nothing is lost: go on with --resume.';

/** `enrol` and `rotate`: leaving a shard with each guardian, and doing so anew. */
export function addEnrolCommands(program: Command, session: Session): void {
  defineCommand(program, session, {
    usage: 'enrol',
    summary: 'keep a secret with the guardians of the federation that you joined',
    help: `${IDENTITY_HELP}\n${RESUME_HELP}`,
    options: { ...STATE_OPTION, ...BACKUP_OPTIONS, ...RESUME_OPTION },
    schema: z.strictObject({ state: stateField, ...backupFields, resume: z.boolean().default(false) }),
    async run(call) {
      const { state, resume, minReceipts } = call.options;
      if (resume) {
        const result = await withDevice(call, state, (context) => resumeEnrolment(context, undefined, { minReceipts }));
        return outcome(result, 'Enrolled.');
      }
      const input = await readBackup(call.options, filesOf(call.options), call.terminal);
      try {
        const result = await withDevice(call, state, (context) => enrol(context, input));
        return outcome(result, 'Enrolled.', { memorable: input.strength.level });
      } finally {
        wipeBackup(input);
      }
    },
  });

  defineCommand(program, session, {
    usage: 'rotate',
    summary: 'replace a backup by a new version, with new keys for every guardian',
    help: `Use it for a new secret, new memorable information, or when a guardian lost its part. The old version stays until the new one is committed.\n${IDENTITY_HELP}\n${RESUME_HELP}`,
    options: { ...STATE_OPTION, ...OWN_BACKUP_OPTION, ...BACKUP_OPTIONS, ...RESUME_OPTION },
    schema: z.strictObject({
      state: stateField,
      backup: z.string().optional(),
      ...backupFields,
      resume: z.boolean().default(false),
    }),
    async run(call) {
      const { state, backup, resume, minReceipts } = call.options;
      if (resume) {
        const result = await withDevice(call, state, (context) => resumeEnrolment(context, undefined, { minReceipts }));
        return outcome(result, 'Rotated.');
      }
      const input = await readBackup(call.options, filesOf(call.options), call.terminal);
      try {
        const result = await withDevice(call, state, async (context) => {
          const { federationId, backupId } = await chooseOwnBackup(context, backup);
          return rotate(context, { ...input, federationId, backupId });
        });
        return outcome(result, 'Rotated.', { memorable: input.strength.level });
      } finally {
        wipeBackup(input);
      }
    },
  });
}

function filesOf({ secretFile }: { readonly secretFile?: readonly string[] | undefined }): readonly string[] {
  if (secretFile === undefined) throw new CliError('USAGE', '--secret-file is required');
  return secretFile;
}

/**
 * What an enrolment came to, for people and programs.
 *
 * @param result - of the client
 * @param done - the first word
 * @param extras - further members of the JSON object
 */
export function outcome(
  result: EnrolmentResult,
  done: string,
  extras: Readonly<Record<string, unknown>> = {},
): Outcome {
  const { backupId, backupVersion, manifestId, holders, missing, isUnderHeld } = result;
  const json = {
    backupId,
    backupVersion,
    manifestId,
    receipts: holders.length,
    holders,
    missing,
    underHeld: isUnderHeld,
  };
  const text = [
    `${done} ${String(holders.length)} guardians hold their part and signed for it.`,
    ...(missing.length === 0
      ? []
      : [`Still missing: guardian ${missing.join(', ')}; the others deliver. Look again with: wardkeep check-up`]),
    `Backup ${backupId}, version ${String(backupVersion)}.`,
    'Keep this folder, and remember what you remember: wardkeep check-up shows at any time how it stands.',
  ];
  return { json: { ...json, ...extras }, text };
}
