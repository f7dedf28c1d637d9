import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cryptoReady, type Rng, systemRng } from '@wardkeep/crypto';
import { z } from 'zod';
import { type Clock, SystemClock } from '../platform/clock/clock.js';
import { CONFIG_FILE, NodeConfig, NodeFile } from '../platform/config/node-config.js';
import { FolderLock } from '../platform/config/folder-lock.js';
import { withPrivateFiles } from '../platform/config/private-files.js';
import { ensureMigrated, openDatabase } from '../platform/database/open-database.js';
import { Keystore } from '../platform/keystore/keystore.js';
import { createRootKeyFile, RootKey } from '../platform/keystore/root-key.js';
import { newSetupCode, saveSetupCode } from '../platform/keystore/setup-code.js';
import { StartError } from '../platform/start-error.js';

/** What a new node needs to know. */
export type InitOptions = {
  readonly folder: string;
  readonly databaseUrl?: string | undefined;
  /** As in `node.json`; defaults are filled in. */
  readonly file: unknown;
  /** Use the root key of another process of the same guardian, instead of making one. */
  readonly hasKeyFile?: boolean;
  /** Told the code with which the first operator is made in a browser; nobody can ask for it again. */
  readonly onSetupCode?: (code: string) => void;
};

/**
 * Makes a node: folder, configuration, root key, database and the keys of its first epoch.
 *
 * @param options - Folder and configuration.
 * @param clock - Source of time.
 * @param rng - Source of keys.
 * @returns Its configuration.
 * @throws StartError `ALREADY_INITIALISED`, `CONFIG_INVALID`, `TLS_REQUIRED` and what opening can throw.
 */
export async function initNode(
  options: InitOptions,
  clock: Clock = new SystemClock(),
  rng: Rng = systemRng,
): Promise<NodeConfig> {
  const parsed = NodeFile.safeParse(options.file);
  if (!parsed.success) throw new StartError('CONFIG_INVALID', z.prettifyError(parsed.error));
  const config = new NodeConfig(parsed.data, options);
  await mkdir(config.folder, { recursive: true, mode: 0o700 });
  await create(() =>
    writeFile(join(config.folder, CONFIG_FILE), `${JSON.stringify(parsed.data, null, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
    }),
  );
  if (options.hasKeyFile !== true) await create(() => createRootKeyFile(config.keyFile, rng));
  const lock = FolderLock.tryAcquire(config.folder);
  if (lock === null) throw new StartError('ALREADY_RUNNING', 'another process uses this folder');
  try {
    const code = await withPrivateFiles(() => createKeys(config, clock, rng));
    if (code !== null) options.onSetupCode?.(code);
  } finally {
    lock.release();
  }
  return config;
}

async function create(make: () => Promise<void>): Promise<void> {
  try {
    await make();
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (isThere) throw new StartError('ALREADY_INITIALISED', 'folder holds a node already', { cause });
    throw cause;
  }
}

/** Returns the setup code, or null where another process of this guardian has made the keys. */
async function createKeys(config: NodeConfig, clock: Clock, rng: Rng): Promise<string | null> {
  await cryptoReady();
  const root = await RootKey.load(config.keyFile);
  await ensureMigrated(config.database);
  const database = await openDatabase(config.database);
  try {
    const keystore = new Keystore(root, database, rng);
    // On a database that another process of this guardian has filled, this checks that the root key is the same.
    await keystore.refresh();
    return await database.write(async (tx) => {
      const [existing] = await tx.query('SELECT 1 FROM node_keys LIMIT 1');
      if (existing !== undefined) return null;
      await keystore.createEpochKeys(tx, 1, clock.now());
      await keystore.createInstanceKey(tx, 1, clock.now());
      const code = newSetupCode(rng);
      await saveSetupCode(tx, code);
      return code;
    });
  } finally {
    await database.close();
    root.wipe();
  }
}
