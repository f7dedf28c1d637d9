import type { Command } from 'commander';
import { resolve } from 'node:path';
import { z } from 'zod';
import { CliError } from '../command/cli-error.js';
import { defineCommand, wholeNumber, type Session } from '../command/define-command.js';
import { runNodeProgram, startNodeProgram } from '../node-process/guardian-program.js';
import { DIR_OPTION, dirField, nodeFolder } from './folder-option.js';

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
      await runNodeProgram(['init', '--dir', folder, ...flagsOf(options)]);
      return {
        json: { folder, name: options.name, url: options.url },
        text: [`${options.name} is made in ${folder}.`, `Start it: wardkeep guardian start --dir ${folder}`],
      };
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
}

/** Options of this program as options of the node's. */
function flagsOf(options: Readonly<Record<string, string | number | boolean | undefined>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === undefined || value === false) return [];
    return value === true ? [flag] : [flag, String(value)];
  });
}
