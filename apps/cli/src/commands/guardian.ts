import type { Command } from 'commander';
import { resolve } from 'node:path';
import { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import { defineCommand, wholeNumber, type Session } from '../command/define-command.js';
import { cardAnswer, federationAnswer, type FederationAnswer } from '../console/federation-answers.js';
import { writeNewFile } from '../input/out-file.js';
import { runNodeProgram, startNodeProgram } from '../node-process/guardian-program.js';
import { qrLines } from '../terminal/qr.js';
import { windingDownLines } from '../terminal/show-config.js';
import { table } from '../terminal/table.js';
import { consoleOf, DIR_OPTION, dirField, nodeFolder } from './folder-option.js';

const PORT_OPTIONS = {
  '--public-port <port>': 'port of the listener for clients and other guardians',
  '--admin-port <port>': "port of the listener for this guardian's operators",
} as const;
const portField = wholeNumber(0, 65_535).optional();

const INIT_OPTIONS = {
  '--name <name>': 'what people call this guardian',
  '--url <url>': 'where clients and other guardians reach it',
  '--contact <text>': 'how people reach the guardian to prove who they are',
  '--public-host <host>': 'address of the public listener; loopback when left out',
  '--admin-host <host>': 'address of the admin listener; loopback when left out',
  ...PORT_OPTIONS,
  '--tls-cert <file>': 'certificate, when the node ends TLS itself',
  '--tls-key <file>': 'its key',
  '--behind-proxy': 'a reverse proxy ends TLS',
  '--root-key <file>': 'root key of another process of the same guardian',
  '--log-level <level>': 'silent, fatal, error, warn, info, debug or trace',
} as const;

/** Another process of a guardian that exists has no setup code. */
const initAnswer = z.object({ setupCode: z.string().optional() });

/** `guardian init|start|card|status`: one node. */
export function addGuardianCommands(program: Command, session: Session): void {
  const group = program.command('guardian').description('make, run and look at a guardian node');

  defineCommand(group, session, {
    usage: 'init',
    summary: 'make a node: its folder, keys and database',
    help: 'DATABASE_URL in the environment selects PostgreSQL; without it the node keeps a SQLite file in its folder.',
    options: { ...DIR_OPTION, ...INIT_OPTIONS },
    schema: z.strictObject({
      dir: dirField,
      name: z.string(),
      url: z.string(),
      contact: z.string().optional(),
      publicHost: z.string().optional(),
      adminHost: z.string().optional(),
      publicPort: portField,
      adminPort: portField,
      tlsCert: z.string().optional(),
      tlsKey: z.string().optional(),
      behindProxy: z.boolean().optional(),
      rootKey: z.string().optional(),
      logLevel: z.string().optional(),
    }),
    async run({ options: { dir, ...options } }) {
      const folder = resolve(nodeFolder(dir));
      const { setupCode } = initAnswer.parse(
        JSON.parse(await runNodeProgram(['init', '--dir', folder, ...flagsOf(options)])),
      );
      const { name, url } = options;
      const made = [`${name} is made in ${folder}.`, `Start it: wardkeep guardian start --dir ${folder}`];
      if (setupCode === undefined) return { json: { folder, name, url }, text: made };
      const code = `Setup code for the first operator, in the admin app: ${setupCode}`;
      return { json: { folder, name, url, setupCode }, text: [...made, code] };
    },
  });

  defineCommand(group, session, {
    usage: 'start',
    summary: 'run a node in the foreground; its log goes to standard error',
    options: { ...DIR_OPTION, ...PORT_OPTIONS },
    schema: z.strictObject({ dir: dirField, publicPort: portField, adminPort: portField }),
    async run({ options: { dir, ...ports }, terminal, signal, report }) {
      const folder = resolve(nodeFolder(dir));
      const log = (line: string): void => terminal.err(`${line}\n`);
      const node = await startNodeProgram(['--dir', folder, ...flagsOf(ports)], log, signal);
      const { public: publicPort, admin: adminPort } = node.ports;
      report({
        json: { folder, pid: node.pid, ports: node.ports },
        text: [
          `Running in ${folder}, public port ${String(publicPort)}, admin port ${String(adminPort)}. Ctrl-C stops it.`,
          `Its card, for the founding of a federation: wardkeep guardian card --dir ${folder}`,
        ],
      });
      const code = await node.ended;
      if (code !== 0) throw new CliError('NODE_EXITED', `node ended with exit code ${String(code)}`);
      return null;
    },
  });

  defineCommand(group, session, {
    usage: 'card',
    summary: 'show what this node says of itself, for the founding of a federation',
    help: 'A card is no secret. Send it to whoever proposes the federation; the words they read aloud show that it arrived.',
    options: { ...DIR_OPTION, '--out <file>': 'write the card into a new file' },
    schema: z.strictObject({ dir: dirField, out: z.string().optional() }),
    async run({ options: { dir, out }, terminal }) {
      const card = await consoleOf(dir).send({ method: 'GET', path: '/admin/v1/card', answer: cardAnswer });
      if (out !== undefined) await writeNewFile(out, Buffer.from(`${card.card}\n`));
      // Alone on standard output, so that it can be redirected into a file.
      const qr = terminal.showsProgress ? qrLines(card.qr) : [];
      for (const line of qr) terminal.err(`${line}\n`);
      const { name, signingKey, urls } = card;
      const done = `The card of ${name} is in ${out ?? ''}.`;
      return { json: { name, signingKey, urls, card: card.card }, text: [out === undefined ? card.card : done] };
    },
  });

  defineCommand(group, session, {
    usage: 'status',
    summary: 'show how this node and its federation are',
    options: { ...DIR_OPTION },
    schema: z.strictObject({ dir: dirField }),
    async run({ options: { dir } }) {
      const node = consoleOf(dir);
      const federation = await node.send({ method: 'GET', path: '/admin/v1/federation', answer: federationAnswer });
      return { json: { ...federation }, text: statusLines(federation) };
    },
  });
}

function statusLines({ sealed, acting, self, config, peers, windingDown }: FederationAnswer): string[] {
  if (!sealed || config === null) return ['Running; not part of a federation yet: wardkeep federation show'];
  const shown = peers.map(({ index, name, urls, problem }) => [String(index), name, problem ?? 'up', urls.join(' ')]);
  return [
    `Guardian ${String(self)} of ${config.name}, epoch ${String(config.epoch)}.`,
    acting ? 'It acts: votes, counts guesses and releases.' : 'It does not act yet: it waits to hear from its peers.',
    ...windingDownLines(windingDown),
    ...table(shown),
  ];
}

/** Options of this program as options of the node's. */
function flagsOf(options: Readonly<Record<string, string | number | boolean | undefined>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === undefined || value === false) return [];
    return value === true ? [flag] : [flag, String(value)];
  });
}
