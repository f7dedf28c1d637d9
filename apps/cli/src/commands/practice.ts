import type { Command } from 'commander';
import { z } from 'zod';
import { defineCommand, type Session } from '../command/define-command.js';
import { practiceAnswer } from '../console/case-answers.js';
import { IDENTITY_HELP, readIdentity } from '../input/identity.js';
import { caseListLines } from '../terminal/show-case.js';
import { consoleOf, DIR_OPTION, dirField } from './folder-option.js';
import { listCases } from './list-cases.js';

const VOTE_HELP =
  'Guardians vote on it as on every claim: wardkeep case approve, wardkeep case reject. Nothing can be released.';

/** `practice open|list`: a claim that guardians rehearse with, under an invented identity. */
export function addPracticeCommands(program: Command, session: Session): void {
  const group = program.command('practice').description('practise a claim with the other guardians');

  defineCommand(group, session, {
    usage: 'open',
    summary: 'open a practice claim, which appears at every guardian',
    help: `${VOTE_HELP}\nUse a person who does not exist.\n${IDENTITY_HELP}`,
    options: {
      ...DIR_OPTION,
      '--identity-file <file>': 'an invented identity, - for standard input; asked for when left out',
    },
    schema: z.strictObject({ dir: dirField, identityFile: z.string().optional() }),
    async run({ options: { dir, identityFile }, terminal }) {
      const { input: identity } = await readIdentity(identityFile, terminal);
      const request = {
        method: 'POST',
        path: '/admin/v1/practice',
        body: { identity },
        answer: practiceAnswer,
      } as const;
      const { claimId, words } = await consoleOf(dir).send(request);
      const text = [
        `Practice claim ${claimId} is open.`,
        `Play the claimant, and read the other guardians these six words: ${words.join(' ')}`,
        VOTE_HELP,
      ];
      return { json: { claimId, words }, text };
    },
  });

  defineCommand(group, session, {
    usage: 'list',
    summary: 'show the practice claims that this node knows, newest first',
    help: VOTE_HELP,
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir } }) {
      const cases = (await listCases(consoleOf(dir), 'all')).filter(({ practice }) => practice);
      return { json: { cases }, text: caseListLines(cases) };
    },
  });
}
