import { claimStatus, join, openClaim, type ClaimStatusReport } from '@wardkeep/client';
import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand, type Session } from '../command/define-command.js';
import { readEvidence } from '../input/evidence.js';
import { IDENTITY_HELP, readIdentity } from '../input/identity.js';
import { readInput, requireOneStandardInput } from '../input/read-input.js';
import { claimStatusLines, isReleasable } from '../terminal/show-claim.js';
import { runRecover } from './claim-recover.js';
import { inviteFor } from './claim-target.js';
import { STATE_OPTION, stateField, withDevice } from './person-state.js';
import { waitForRelease } from './wait-for-release.js';

const CLAIM_OPTION = { '--claim <id>': 'which claim of this folder; the newest when left out' } as const;

/** `claim open|status|recover`: getting back what was lost with a device. */
export function addClaimCommands(program: Command, session: Session): void {
  const group = program.command('claim').description('get back what was lost with a device');

  defineCommand(group, session, {
    usage: 'open <target>',
    summary: 'open a claim, with any invite of the federation or the URL of one of its nodes',
    help: `An invite that is expired, revoked or used up still opens claims. With a URL, compare the words with a guardian first.\n${IDENTITY_HELP}`,
    options: {
      ...STATE_OPTION,
      '--identity-file <file>': 'your identity, - for standard input; asked for when left out',
      '--contact <text>': 'how guardians reach you to check your papers; only they can read it',
      '--evidence <file...>': 'documents for the guardians: PDF, PNG or JPEG; only they can read them',
      '--admission-code <file>': 'file with a one-time code of a guardian, when too many claims are open',
      '--fingerprint <words>': 'with a URL: the twelve words as a guardian reads them to you, in one argument',
    },
    schema: z.strictObject({
      state: stateField,
      identityFile: z.string().optional(),
      contact: z.string().optional(),
      evidence: z.array(z.string()).default([]),
      admissionCode: z.string().optional(),
      fingerprint: z.string().optional(),
    }),
    async run(call) {
      const { state, identityFile, contact = '', fingerprint, admissionCode: codeFile } = call.options;
      requireOneStandardInput(identityFile, codeFile, ...call.options.evidence);
      const evidence = await readEvidence(call.options.evidence, call.terminal);
      const { input: identity } = await readIdentity(identityFile, call.terminal);
      const code =
        codeFile === undefined ? null : (await readInput(codeFile, call.terminal, 'admission code')).toString();
      const admission = code === null ? {} : { admissionCode: code.trim() };
      const { opened, config } = await withDevice(call, state, async (context) => {
        const invite = await inviteFor(context, call.args[0] ?? '', fingerprint, call.terminal);
        const { federationId, config: joined } = await join(context, invite);
        return {
          opened: await openClaim(context, { identity, contact, evidence, federationId, ...admission }),
          config: joined,
        };
      });
      const { claimId, words, guardians } = opened;
      return {
        json: {
          claimId,
          words,
          federationId: config.federationId,
          approvalsNeeded: config.size.approvalThreshold,
          guardians,
        },
        text: [
          `Claim ${claimId} is open with ${config.name}.`,
          `Your six words: ${words.join(' ')}`,
          `Meet ${String(config.size.approvalThreshold)} of these guardians with your papers, and read the words to each:`,
          ...config.guardians.map(({ name, contact: theirs }) => `  ${name}: ${theirs}`),
          'How it stands: wardkeep claim status',
        ],
      };
    },
  });

  defineCommand(group, session, {
    usage: 'status',
    summary: 'show how a claim stands',
    options: {
      ...STATE_OPTION,
      ...CLAIM_OPTION,
      '--wait': 'wait until the secret can be recovered, or the claim has ended',
      '--words': 'print only the six words',
    },
    schema: z.strictObject({
      state: stateField,
      claim: z.string().optional(),
      wait: z.boolean().default(false),
      words: z.boolean().default(false),
    }),
    async run(call) {
      const { state, claim, wait, words } = call.options;
      const report = await withDevice(call, state, (context) =>
        wait ? waitForRelease(context, claim) : claimStatus(context, claim),
      );
      return { json: shownStatus(report), text: words ? [report.words.join(' ')] : claimStatusLines(report) };
    },
  });

  defineCommand(group, session, {
    usage: 'recover',
    summary: 'rebuild the secret of an approved claim, with what only the owner remembers',
    help: [
      'One guess is counted each time; a right one is not. The file is new, and only you can read it.',
      'A backup with several secrets gives several files: FILE, FILE.2 and so on.',
      'Afterwards this folder is the owner, the lost device has no more rights, and every guardian gets new keys.',
    ].join('\n'),
    options: {
      ...STATE_OPTION,
      ...CLAIM_OPTION,
      '--backup <id>': 'which backup, when the identity has several; the newest when left out',
      '--memorable-file <file>': 'what only the owner remembers, - for standard input; asked for when left out',
      '--out <file>': 'where the secret goes; never overwritten',
      '--keep-keys': 'do not replace keys and owner now',
    },
    schema: z.strictObject({
      state: stateField,
      claim: z.string().optional(),
      backup: z.string().optional(),
      memorableFile: z.string().optional(),
      out: z.string(),
      keepKeys: z.boolean().default(false),
    }),
    run: runRecover,
  });
}

function shownStatus(report: ClaimStatusReport): Readonly<Record<string, unknown>> {
  return { ...report, releasable: isReleasable(report) };
}
