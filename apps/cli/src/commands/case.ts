import { VOTE_METHODS } from '@wardkeep/protocol';
import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand, oneOf, wholeNumber, type Session } from '../command/define-command.js';
import type { Outcome } from '../command/outcome.js';
import { admissionCodeAnswer, CASE_FILTERS, caseAnswer, unlockAnswer } from '../console/case-answers.js';
import type { NodeConsole } from '../console/node-console.js';
import { IDENTITY_HELP, readIdentity } from '../input/identity.js';
import { showTime } from '../terminal/advice.js';
import { caseLines, caseListLines } from '../terminal/show-case.js';
import { saveEvidence } from './case-evidence.js';
import { chooseBackup, findCase, getCase } from './find-case.js';
import { consoleOf, DIR_OPTION, dirField } from './folder-option.js';
import { listCases } from './list-cases.js';

const CLAIM_HELP = 'A case is named by its id, the beginning of its id, or its six words in one argument.';
const METHOD_OPTION = {
  '--method <method>': `how you met the claimant: ${VOTE_METHODS.join(', ')}`,
  '--document <what...>': 'what you checked, such as passport',
} as const;
const IDENTITY_OPTION = {
  '--identity-file <file>': 'identity as you read it in the papers, - for standard input; asked for when left out',
} as const;
const BACKUP_OPTION = { '--backup <id>': 'which backup, when there are several' } as const;
const methodField = oneOf(VOTE_METHODS);
const documentsField = z.array(z.string()).min(1);

/** `case list|show|evidence|approve|reject|unlock|override|admission-code`: claims, as guardians handle them. */
export function addCaseCommands(program: Command, session: Session): void {
  const group = program.command('case').description('handle the claims of people who lost their device');

  defineCommand(group, session, {
    usage: 'list',
    summary: 'show the claims that this node knows, newest first',
    options: { ...DIR_OPTION, '--status <status>': `${CASE_FILTERS.join(', ')}; live when left out` },
    schema: z.strictObject({ dir: dirField, status: oneOf(CASE_FILTERS).default('live') }),
    async run({ options: { dir, status } }) {
      const cases = await listCases(consoleOf(dir), status);
      return { json: { cases }, text: caseListLines(cases) };
    },
  });

  defineCommand(group, session, {
    usage: 'show <claim>',
    summary: 'show a claim in full',
    help: CLAIM_HELP,
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir }, args: [claim = ''] }) {
      const node = consoleOf(dir);
      const view = await getCase(node, await findCase(node, claim));
      return { json: { case: view }, text: caseLines(view) };
    },
  });

  defineCommand(group, session, {
    usage: 'evidence <claim>',
    summary: 'write the documents of a claim into a folder, to look at them',
    help: CLAIM_HELP,
    options: { ...DIR_OPTION, '--out <folder>': 'where to; nothing there is overwritten' },
    schema: z.strictObject({ dir: dirField, out: z.string().min(1) }),
    async run({ options: { dir, out }, args: [claim = ''] }) {
      const node = consoleOf(dir);
      return saveEvidence(node, await findCase(node, claim), out);
    },
  });

  defineCommand(group, session, {
    usage: 'approve <claim>',
    summary: 'approve a claim, after you met the claimant, checked the papers and heard the six words',
    help: `${CLAIM_HELP}\n${IDENTITY_HELP}`,
    options: { ...DIR_OPTION, ...IDENTITY_OPTION, ...METHOD_OPTION },
    schema: z.strictObject({
      dir: dirField,
      identityFile: z.string().optional(),
      method: methodField,
      document: documentsField,
    }),
    async run({ options: { dir, identityFile, method, document }, args: [claim = ''], terminal }) {
      const node = consoleOf(dir);
      const claimId = await findCase(node, claim);
      const { input: identity } = await readIdentity(identityFile, terminal);
      return decide(node, claimId, 'vote', { decision: 'approve', identity, method, documents: document });
    },
  });

  defineCommand(group, session, {
    usage: 'reject <claim>',
    summary: 'reject a claim; an approval that this guardian gave before no longer counts',
    help: CLAIM_HELP,
    options: { ...DIR_OPTION, ...METHOD_OPTION },
    schema: z.strictObject({ dir: dirField, method: methodField, document: documentsField.default([]) }),
    async run({ options: { dir, method, document }, args: [claim = ''] }) {
      const node = consoleOf(dir);
      const claimId = await findCase(node, claim);
      return decide(node, claimId, 'vote', { decision: 'reject', method, documents: document });
    },
  });

  defineCommand(group, session, {
    usage: 'override <claim>',
    summary: 'after meeting the claimant again, take its rights from an owner key that vetoed the claim',
    help: `The owner key loses its rights 7 days after as many guardians as approve a claim have done this.\n${CLAIM_HELP}\n${IDENTITY_HELP}`,
    options: { ...DIR_OPTION, ...BACKUP_OPTION, ...IDENTITY_OPTION, ...METHOD_OPTION },
    schema: z.strictObject({
      dir: dirField,
      backup: z.string().optional(),
      identityFile: z.string().optional(),
      method: methodField,
      document: documentsField,
    }),
    async run({ options: { dir, backup, identityFile, method, document }, args: [claim = ''], terminal }) {
      const node = consoleOf(dir);
      const claimId = await findCase(node, claim);
      const { backupId } = chooseBackup(await getCase(node, claimId), backup);
      const { input: identity } = await readIdentity(identityFile, terminal);
      return decide(node, claimId, 'override', { backupId, identity, method, documents: document });
    },
  });

  defineCommand(group, session, {
    usage: 'unlock <claim>',
    summary: 'agree to more guesses at the memorable information of an approved claim',
    help: `The limit rises when as many guardians as approve a claim agree on it.\n${CLAIM_HELP}`,
    options: { ...DIR_OPTION, ...BACKUP_OPTION, '--limit <count>': 'guesses in all, at most 30' },
    schema: z.strictObject({ dir: dirField, backup: z.string().optional(), limit: wholeNumber(1, 30) }),
    async run({ options: { dir, backup, limit }, args: [claim = ''] }) {
      const node = consoleOf(dir);
      const claimId = await findCase(node, claim);
      const { manifestId } = chooseBackup(await getCase(node, claimId), backup);
      const path = `/admin/v1/cases/${claimId}/unlock`;
      const done = await node.send({ method: 'POST', path, body: { manifestId, limit }, answer: unlockAnswer });
      const text = [`Agreed to ${String(limit)} guesses. In force on this node now: ${String(done.limit)}.`];
      return { json: { claimId, manifestId, limit: done.limit }, text };
    },
  });

  defineCommand(group, session, {
    usage: 'admission-code',
    summary: 'make a one-time code that lets one claim pass this node while too many are open',
    help: 'Give it to somebody whom you have talked to; they put it into a file for: wardkeep claim open --admission-code FILE',
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir } }) {
      const path = '/admin/v1/admission-codes';
      const { code, expiresAt } = await consoleOf(dir).send({ method: 'POST', path, answer: admissionCodeAnswer });
      return { json: { code, expiresAt }, text: [code, `It works once, until ${showTime(expiresAt)}.`] };
    },
  });
}

async function decide(
  node: NodeConsole,
  claimId: string,
  route: 'vote' | 'override',
  body: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const path = `/admin/v1/cases/${claimId}/${route}`;
  const view = await node.send({ method: 'POST', path, body, answer: caseAnswer });
  return { json: { case: view }, text: caseLines(view) };
}
