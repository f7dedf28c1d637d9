import type { Command } from 'commander';
import { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import { defineCommand, wholeNumber, type Session } from '../command/define-command.js';
import type { Outcome } from '../command/outcome.js';
import {
  federationAnswer,
  proposalAnswer,
  type ProposalAnswer,
  windingDownAnswer,
} from '../console/federation-answers.js';
import type { NodeConsole } from '../console/node-console.js';
import { readInput } from '../input/read-input.js';
import { configLines, fingerprintLines, windingDownLines } from '../terminal/show-config.js';
import type { Terminal } from '../terminal/terminal.js';
import { chooseProposal, listProposals } from './choose-proposal.js';
import { consoleOf, DIR_OPTION, dirField } from './folder-option.js';

const PROPOSE_OPTIONS = {
  '--name <name>': 'name of the federation',
  '--card-file <file...>':
    'card of each guardian, in the order of their indexes, - for standard input, one card a line',
  '--recover-threshold <t>': 'parts that rebuild a key; a majority when left out',
  '--approval-threshold <q>': 'guardians that approve a claim; as many as rebuild a key when left out',
  '--delay <seconds>': 'waiting time after approval; one day when left out',
  '--inheritance-waiting <seconds>': 'waiting time of inheritance; 30 days when left out',
  '--payload-bytes <bytes>': 'most that one backup may hold; 16 MiB when left out',
  '--open-enrolment': 'anybody may enrol, without an invite',
} as const;

/** `federation propose|show|sign|fingerprint|abandon|wind-down`: founding a federation, and looking at it. */
export function addFederationCommands(program: Command, session: Session): void {
  const group = program.command('federation').description('found a federation, and look at it');

  defineCommand(group, session, {
    usage: 'propose',
    summary: 'propose a federation to the guardians whose cards you have, and sign it for this node',
    help: 'Collect the card of every guardian first (wardkeep guardian card). This node may leave out its own.',
    options: { ...DIR_OPTION, ...PROPOSE_OPTIONS },
    schema: z.strictObject({
      dir: dirField,
      name: z.string(),
      cardFile: z.array(z.string()).min(1),
      recoverThreshold: wholeNumber(1, 50).optional(),
      approvalThreshold: wholeNumber(1, 50).optional(),
      delay: wholeNumber(0, 366 * 86_400).optional(),
      inheritanceWaiting: wholeNumber(0, 3660 * 86_400).optional(),
      payloadBytes: wholeNumber(1024, 16 * 1024 * 1024).optional(),
      openEnrolment: z.boolean().optional(),
    }),
    async run({ options, terminal }) {
      const { name, recoverThreshold, approvalThreshold, openEnrolment, payloadBytes } = options;
      const policies = {
        openEnrolment,
        recoveryDelaySeconds: options.delay,
        inheritanceWaitingSeconds: options.inheritanceWaiting,
        payloadBytes,
      };
      const cards = await readCards(options.cardFile, terminal);
      const body = { name, cards, recoverThreshold, approvalThreshold, policies };
      const answer = proposalAnswer;
      const proposal = await consoleOf(options.dir).send({
        method: 'POST',
        path: '/admin/v1/federation/propose',
        body,
        answer,
      });
      const next = 'The others see it now. Read them the words; each signs with: wardkeep federation sign --dir DIR';
      return { json: { proposal }, text: [...configLines(proposal), '', next] };
    },
  });

  defineCommand(group, session, {
    usage: 'show',
    summary: 'show the federation, or what is proposed, in full',
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir } }) {
      const node = consoleOf(dir);
      const federation = await node.send({ method: 'GET', path: '/admin/v1/federation', answer: federationAnswer });
      if (federation.config !== null) {
        const text = [...configLines(federation.config), ...windingDownLines(federation.windingDown)];
        return { json: { ...federation }, text };
      }
      const { proposals } = await listProposals(node, true);
      return { json: { ...federation, proposals }, text: proposalLines(proposals) };
    },
  });

  defineCommand(group, session, {
    usage: 'fingerprint',
    summary: 'show the twelve words that the guardians read aloud to each other',
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir } }) {
      const node = consoleOf(dir);
      const { config } = await node.send({ method: 'GET', path: '/admin/v1/federation', answer: federationAnswer });
      const shown = config ?? chooseProposal((await listProposals(node, false)).proposals, {});
      const { configId, fingerprint } = shown;
      return { json: { configId, fingerprint }, text: fingerprintLines(fingerprint) };
    },
  });

  defineCommand(group, session, {
    usage: 'sign',
    summary: 'sign a proposed federation, after all guardians compared its words',
    help: 'The words are no secret. Without --fingerprint you are shown the proposal and asked.',
    options: {
      ...DIR_OPTION,
      '--fingerprint <words>': 'the twelve words as another guardian reads them, in one argument',
      '--config <id>': 'which proposal, when there are several',
    },
    schema: z.strictObject({ dir: dirField, fingerprint: z.string().optional(), config: z.string().optional() }),
    async run({ options: { dir, fingerprint, config }, terminal }) {
      const node = consoleOf(dir);
      const { proposals } = await listProposals(node, true);
      const chosen = chooseProposal(proposals, { fingerprint, configId: config });
      if (fingerprint === undefined && chosen.status === 'proposed') await confirm(chosen, terminal);
      return signed(node, chosen);
    },
  });

  defineCommand(group, session, {
    usage: 'abandon',
    summary: 'give up a federation that is not sealed, so that this node can sign another',
    options: { ...DIR_OPTION, '--config <id>': 'which proposal, when there are several' },
    schema: z.strictObject({ dir: dirField, config: z.string().optional() }),
    async run({ options: { dir, config } }) {
      const node = consoleOf(dir);
      const { configId } = chooseProposal((await listProposals(node, false)).proposals, { configId: config });
      const path = '/admin/v1/federation/abandon';
      const proposal = await node.send({ method: 'POST', path, body: { configId }, answer: proposalAnswer });
      return { json: { proposal }, text: [`Given up: ${proposal.name}.`] };
    },
  });

  defineCommand(group, session, {
    usage: 'wind-down',
    summary: 'declare for this guardian that the federation winds down; this cannot be taken back',
    help: 'In force once as many guardians as approve a claim have declared it: nobody new can enrol, everything else goes on.',
    options: { ...DIR_OPTION, '--name <name>': 'name of the federation, as a safeguard; asked for when left out' },
    schema: z.strictObject({ dir: dirField, name: z.string().optional() }),
    async run({ options: { dir, name: named }, terminal }) {
      const name = named ?? (await askName(terminal));
      const path = '/admin/v1/federation/wind-down';
      const request = { method: 'POST', path, body: { name }, answer: windingDownAnswer } as const;
      const windingDown = await consoleOf(dir).send(request);
      return { json: { windingDown }, text: ['Declared.', ...windingDownLines(windingDown)] };
    },
  });
}

async function askName(terminal: Terminal): Promise<string> {
  if (!terminal.isInteractive) throw new CliError('USAGE', 'give --name with the name of the federation');
  return terminal.ask('This cannot be taken back. Type the name of the federation: ');
}

async function signed(node: NodeConsole, { configId }: ProposalAnswer): Promise<Outcome> {
  const path = '/admin/v1/federation/sign';
  const proposal = await node.send({ method: 'POST', path, body: { configId }, answer: proposalAnswer });
  const { missing, status } = proposal;
  const rest = `Signed. Still missing: guardian ${missing.join(', ')}.`;
  const sealed = `${proposal.name} is sealed: all guardians have signed.`;
  return { json: { proposal }, text: [status === 'sealed' || missing.length === 0 ? sealed : rest] };
}

async function confirm(proposal: ProposalAnswer, terminal: Terminal): Promise<void> {
  if (!terminal.isInteractive)
    throw new CliError('USAGE', 'give --fingerprint "twelve words" as another guardian reads them');
  terminal.err(`${proposalLines([proposal]).join('\n')}\n`);
  const answer = await terminal.ask('Do all guardians read the same twelve words? Type yes to sign: ');
  if (answer.toLowerCase() !== 'yes') throw new CliError('NOT_CONFIRMED', 'not signed');
}

function proposalLines(proposals: readonly ProposalAnswer[]): string[] {
  const current = proposals.filter(({ status }) => status !== 'refused');
  if (current.length === 0) {
    return ['No federation yet, and none proposed. Collect the cards, then: wardkeep federation propose'];
  }
  return current.flatMap((proposal) => [
    `Proposed by guardian ${String(proposal.proposedBy)}, signed by ${proposal.signedBy.join(', ')}; config ${proposal.configId}`,
    ...configLines(proposal),
    ...(proposal.preflight?.failures ?? []).map(({ detail }) => `  not ready: ${detail}`),
    '',
  ]);
}

async function readCards(files: readonly string[], terminal: Terminal): Promise<string[]> {
  const cards: string[] = [];
  for (const file of files) {
    const text = (await readInput(file, terminal, 'card')).toString('utf8');
    cards.push(
      ...text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    );
  }
  return cards;
}
