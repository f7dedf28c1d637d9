import { checkUp, deleteBackup, veto, type CheckUpResult } from '@wardkeep/client';
import { verificationWords } from '@wardkeep/protocol';
import type { Command } from 'commander';
import { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import { defineCommand, type Session } from '../command/define-command.js';
import { showTime } from '../terminal/advice.js';
import { checkUpLines } from '../terminal/show-check-up.js';
import { chooseOwnBackup, OWN_BACKUP_OPTION } from './choose-own-backup.js';
import { STATE_OPTION, stateField, withDevice } from './person-state.js';

/** `check-up`, `veto` and `delete`: what an owner does with a backup later. */
export function addOwnBackupCommands(program: Command, session: Session): void {
  defineCommand(program, session, {
    usage: 'check-up',
    summary: 'have every guardian prove that it holds its part, and see whether anybody claims',
    options: { ...STATE_OPTION },
    schema: z.strictObject({ state: stateField }),
    async run(call) {
      const found = await withDevice(call, call.options.state, (context) => checkUp(context));
      return { json: shownCheckUp(found), text: checkUpLines(shownCheckUp(found)) };
    },
  });

  defineCommand(program, session, {
    usage: 'veto [claim]',
    summary: 'stop a claim on your backup that you did not open',
    help: 'A claim is named by its id, the beginning of its id, or its six words; it may be left out when there is only one.',
    options: { ...STATE_OPTION, ...OWN_BACKUP_OPTION },
    schema: z.strictObject({ state: stateField, backup: z.string().optional() }),
    async run(call) {
      const { state, backup } = call.options;
      const { claimId, backupId, guardians } = await withDevice(call, state, async (context) => {
        const { claims } = shownCheckUp(await checkUp(context));
        const chosen = chooseClaim(claims, call.args[0], backup);
        return { ...chosen, guardians: await veto(context, chosen) };
      });
      const words = verificationWords(claimId).join(' ');
      return {
        json: { claimId, backupId, words: verificationWords(claimId), guardians },
        text: [`Vetoed: the claim “${words}” gets nothing of backup ${backupId}.`],
      };
    },
  });

  defineCommand(program, session, {
    usage: 'delete',
    summary: 'give up a backup: guardians drop it 7 days later, and never while a claim is open',
    options: { ...STATE_OPTION, ...OWN_BACKUP_OPTION },
    schema: z.strictObject({ state: stateField, backup: z.string().optional() }),
    async run(call) {
      const { state, backup } = call.options;
      const done = await withDevice(call, state, async (context) => {
        const { backupId, federationId, label } = await chooseOwnBackup(context, backup);
        if (call.terminal.isInteractive) {
          const answer = await call.terminal.ask(`Give up the backup “${label}”? Type delete: `);
          if (answer !== 'delete') throw new CliError('NOT_CONFIRMED', 'nothing was deleted');
        }
        return { backupId, ...(await deleteBackup(context, backupId, federationId)) };
      });
      const { backupId, effectiveAt, outcomes } = done;
      return {
        json: { backupId, effectiveAt, guardians: outcomes },
        text: [`The guardians drop backup ${backupId} after ${showTime(effectiveAt)}.`],
      };
    },
  });
}

/** A claim on one of the owner's backups, as most guardians report it. */
export interface ShownClaim {
  readonly claimId: string;
  readonly words: readonly string[];
  readonly backupId: string;
  readonly status: string;
  readonly openedAt: number;
  readonly approvals: number;
  readonly releasableAt: number | null;
  /** Guardians that report it. */
  readonly guardians: readonly number[];
}

function shownCheckUp({ backups, claims, outcomes }: CheckUpResult) {
  return {
    backups: backups.map(({ guardians, isUnderHeld, isRecoverable, ...rest }) => ({
      ...rest,
      underHeld: isUnderHeld,
      recoverable: isRecoverable,
      guardians: [...guardians].map(([index, holding]) => ({ index, holding })),
    })),
    claims: claims.map(({ claimId, backupId, reports }): ShownClaim => {
      const all = [...reports.values()];
      // What the guardian that knows most says: whoever reports fewer approvals may just not have heard.
      const [first] = all.sort((a, b) => b.approvals - a.approvals);
      const { status = '', openedAt = 0, approvals = 0, releasableAt = null } = first ?? {};
      const guardians = [...reports.keys()].sort((a, b) => a - b);
      return {
        claimId,
        words: verificationWords(claimId),
        backupId,
        status,
        openedAt,
        approvals,
        releasableAt,
        guardians,
      };
    }),
    guardians: outcomes,
  };
}

/** What `check-up` prints. */
export type ShownCheckUp = ReturnType<typeof shownCheckUp>;

function chooseClaim(
  claims: readonly ShownClaim[],
  named: string | undefined,
  backup: string | undefined,
): Pick<ShownClaim, 'claimId' | 'backupId'> {
  const words = named
    ?.toLowerCase()
    .match(/[a-z]+/g)
    ?.join(' ');
  const meant = claims.filter(
    (claim) =>
      (backup === undefined || claim.backupId === backup) &&
      (named === undefined ||
        claim.words.join(' ') === words ||
        (named.length >= 6 && claim.claimId.startsWith(named))),
  );
  const [one, ...others] = meant;
  if (one === undefined) throw new CliError('USAGE', 'no guardian reports such a claim on a backup of this folder');
  if (others.length > 0) throw new CliError('AMBIGUOUS', 'there are several claims: name claim and --backup');
  return { claimId: one.claimId, backupId: one.backupId };
}
