#!/usr/bin/env node
import 'reflect-metadata';
import { copyFile, mkdir, chmod } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { loadConfig, type StartOptions } from './platform/config/node-config.js';
import { StartError } from './platform/start-error.js';

const USAGE = `usage: wardkeep-guardian COMMAND --dir DIR [options]

commands
  init      make a node
              --name NAME --url URL [--contact TEXT] [--public-host H] [--public-port P] [--admin-host H] [--admin-port P]
              [--tls-cert FILE --tls-key FILE] [--behind-proxy] [--log-level LEVEL]
              [--root-key FILE]   use this root key: another process of the same guardian
  start     run it [--public-port P] [--admin-port P]
  migrate   bring its database up to date and exit

DIR may come from WARDKEEP_DIR, the folders of the built web apps from WARDKEEP_PORTAL_APP and WARDKEEP_ADMIN_APP. DATABASE_URL selects PostgreSQL; without it the node keeps a SQLite file in DIR.
`;

const text = { type: 'string' } as const;
const OPTIONS = {
  dir: text,
  name: text,
  url: text,
  contact: text,
  'public-host': text,
  'public-port': text,
  'admin-host': text,
  'admin-port': text,
  'tls-cert': text,
  'tls-key': text,
  'root-key': text,
  'log-level': text,
  'behind-proxy': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parseCommand>['values'];

function parseCommand(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new StartError('USAGE', cause instanceof Error ? cause.message.toLowerCase() : 'arguments are wrong', {
      cause,
    });
  }
}

function portOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new StartError('USAGE', 'port must be 0 to 65535');
  return port;
}

function optionsOf(values: Values): StartOptions {
  const folder = values.dir ?? process.env.WARDKEEP_DIR;
  if (folder === undefined || folder === '') throw new StartError('USAGE', 'give --dir DIR or set WARDKEEP_DIR');
  return {
    folder,
    databaseUrl: process.env.DATABASE_URL ?? undefined,
    portalApp: process.env.WARDKEEP_PORTAL_APP,
    adminApp: process.env.WARDKEEP_ADMIN_APP,
    publicPort: portOf(values['public-port']),
    adminPort: portOf(values['admin-port']),
  };
}

/** The migrations' engine is WASM that runs once: optimising it takes longer than it saves. */
function runWasmOnce(): void {
  setFlagsFromString('--liftoff-only');
}

async function init(values: Values): Promise<void> {
  runWasmOnce();
  const { folder, databaseUrl, publicPort, adminPort } = optionsOf(values);
  const { initNode } = await import('./node/init-node.js');
  const rootKey = values['root-key'];
  if (rootKey !== undefined) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await copyFile(rootKey, join(folder, 'root.key'));
    await chmod(join(folder, 'root.key'), 0o600);
  }
  const url = values.url ?? '';
  const file = {
    name: values.name,
    publicUrl: url,
    contact: values.contact,
    public: { host: values['public-host'] ?? '127.0.0.1', port: publicPort ?? defaultPort(url) },
    admin: { host: values['admin-host'] ?? '127.0.0.1', port: adminPort ?? 0 },
    tls:
      values['tls-cert'] === undefined
        ? undefined
        : { certFile: resolve(values['tls-cert']), keyFile: resolve(values['tls-key'] ?? '') },
    behindProxy: values['behind-proxy'],
    logLevel: values['log-level'],
  };
  let setupCode: string | undefined;
  const onSetupCode = (code: string): void => {
    setupCode = code;
  };
  const config = await initNode({ folder, databaseUrl, file, hasKeyFile: rootKey !== undefined, onSetupCode });
  process.stdout.write(`${JSON.stringify({ folder: config.folder, name: config.file.name, setupCode })}\n`);
}

function defaultPort(url: string): number {
  if (!URL.canParse(url)) return 0;
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

async function start(values: Values): Promise<void> {
  const config = await loadConfig(optionsOf(values));
  const { startNode } = await import('./node/start-node.js');
  const { createLog } = await import('./platform/logging/logger.js');
  const log = createLog(config.file.logLevel);
  const crash = (error: unknown): void => {
    log.fatal({ err: error }, 'crashed');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  const node = await startNode(config, { log, migrateInChild: true });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping');
      node.stop().then(() => process.exit(0), crash);
    });
  }
}

async function migrate(values: Values): Promise<void> {
  runWasmOnce();
  const config = await loadConfig(optionsOf(values));
  const { ensureMigrated } = await import('./platform/database/open-database.js');
  await ensureMigrated(config.database);
}

const COMMANDS: Readonly<Record<string, (values: Values) => Promise<void>>> = { init, start, migrate };

async function main(): Promise<void> {
  const { values, positionals } = parseCommand(process.argv.slice(2));
  const command = COMMANDS[positionals[0] ?? ''];
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  if (command === undefined || positionals.length > 1) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  await command(values);
}

try {
  await main();
} catch (error) {
  const code = error instanceof StartError ? error.code : 'INTERNAL';
  process.stderr.write(
    `${JSON.stringify({ code, message: error instanceof Error ? error.message : String(error) })}\n`,
  );
  process.exit(code === 'USAGE' ? 2 : 1);
}
