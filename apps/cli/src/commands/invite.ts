import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand, wholeNumber, type Session } from '../command/define-command.js';
import { inviteAnswer, invitesAnswer, newInviteAnswer } from '../console/invite-answers.js';
import { showTime } from '../terminal/advice.js';
import { qrLines } from '../terminal/qr.js';
import { table } from '../terminal/table.js';
import { consoleOf, DIR_OPTION, dirField } from './folder-option.js';

const DAY = 86_400;
const INVITES = '/admin/v1/invites';

/** `invite create|list|revoke`: who may enrol. */
export function addInviteCommands(program: Command, session: Session): void {
  const group = program.command('invite').description('invite people to the federation');

  defineCommand(group, session, {
    usage: 'create',
    summary: 'make an invite; its code is shown this once',
    options: {
      ...DIR_OPTION,
      '--uses <count>': 'how many people may enrol with it; 1 when left out',
      '--expires-in <seconds>': 'how long it lets people enrol; 30 days when left out',
      '--quota <bytes>': 'how much each may store; 64 MiB when left out',
      '--qr': 'draw it as a QR code too',
    },
    schema: z.strictObject({
      dir: dirField,
      uses: wholeNumber(1, 100_000).optional(),
      expiresIn: wholeNumber(60, 366 * DAY).optional(),
      quota: wholeNumber(1024, Number.MAX_SAFE_INTEGER).optional(),
      qr: z.boolean().default(false),
    }),
    async run({ options: { dir, uses, expiresIn, quota, qr }, terminal, isJson }) {
      const body = { uses, expiresInSeconds: expiresIn, quotaBytes: quota };
      const invite = await consoleOf(dir).send({ method: 'POST', path: INVITES, body, answer: newInviteAnswer });
      if (qr && !isJson) terminal.err(`${qrLines(invite.code.toUpperCase()).join('\n')}\n`);
      terminal.err(
        isJson
          ? ''
          : `For ${String(invite.uses)} owner(s), until ${showTime(invite.expiresAt)}; id ${invite.inviteId}.\n`,
      );
      return { json: { ...invite, invite: invite.code }, text: [invite.code] };
    },
  });

  defineCommand(group, session, {
    usage: 'list',
    summary: 'show the invites of all guardians',
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir } }) {
      const { invites } = await consoleOf(dir).send({ method: 'GET', path: INVITES, answer: invitesAnswer });
      const rows = invites.map(({ inviteId, status, used, uses, expiresAt, issuerIndex }) => [
        inviteId,
        status,
        `${String(used)} of ${String(uses)} used`,
        `until ${showTime(expiresAt)}`,
        `by guardian ${String(issuerIndex)}`,
      ]);
      const none = ['No invites yet: wardkeep invite create'];
      return { json: { invites }, text: rows.length === 0 ? none : table(rows, 0) };
    },
  });

  defineCommand(group, session, {
    usage: 'revoke <id>',
    summary: 'end an invite, whichever guardian made it; those who enrolled with it keep what they have',
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir }, args: [id = ''] }) {
      const path = `${INVITES}/${encodeURIComponent(id)}/revoke`;
      const invite = await consoleOf(dir).send({ method: 'POST', path, body: {}, answer: inviteAnswer });
      return {
        json: { ...invite },
        text: [`Invite ${invite.inviteId} is revoked on all guardians that can be reached.`],
      };
    },
  });
}
