import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { DatabaseLocation } from '../database/migrations.js';
import { StartError } from '../start-error.js';

const port = z.int().min(0).max(65535);
const listener = z.strictObject({ host: z.string().min(1), port });
const rate = z.strictObject({ perMinute: z.number().positive(), burst: z.int().positive() });

/** What `node.json` may say. */
export const NodeFile = z.strictObject({
  name: z.string().trim().min(1).max(64),
  publicUrl: z.url({ protocol: /^https?$/ }),
  contact: z.string().max(256).default(''),
  public: listener,
  admin: listener,
  tls: z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
  /** A reverse proxy on this machine or network ends TLS; its `X-Forwarded-For` is believed. */
  behindProxy: z.boolean().default(false),
  keyFile: z.string().min(1).default('root.key'),
  logLevel: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  /** Requests per minute and burst of each bucket, for one address; replaces the built-in figures. */
  rateLimits: z.record(z.string(), rate).default({}),
  /** Factor on every rate limit for callers on the loopback interface. */
  loopbackRateFactor: z.number().min(1).default(100),
  /** New work is refused when fewer bytes than this are free on the disk. */
  freeBytesFloor: z
    .int()
    .nonnegative()
    .default(64 * 1024 * 1024),
});

/** Content of `node.json`, with defaults filled in. */
export type NodeFile = z.infer<typeof NodeFile>;

/** What can be said anew at every start. */
export type StartOptions = {
  readonly folder: string;
  readonly databaseUrl?: string | undefined;
  readonly publicPort?: number | undefined;
  readonly adminPort?: number | undefined;
  /** Folders of the built web apps, where they are not beside this package. */
  readonly portalApp?: string | undefined;
  readonly adminApp?: string | undefined;
};

/** Both from `src` and from `dist`. */
const builtApp = (name: string): string => fileURLToPath(new URL(`../../../../${name}/dist`, import.meta.url));

/** Name of the configuration file in a node's folder. */
export const CONFIG_FILE = 'node.json';

/**
 * @param host - Host name or address.
 * @returns Whether only this machine can reach it.
 */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** Configuration of a running node. */
export class NodeConfig {
  /** Data folder, absolute. */
  readonly folder: string;
  /** Folder of the built portal, absolute; it need not exist. */
  readonly portalApp: string;
  /** Folder of the built admin app, absolute; it need not exist. */
  readonly adminApp: string;
  /** Where the database is. */
  readonly database: DatabaseLocation;

  /**
   * @param file - Content of `node.json`.
   * @param options - Folder and what the environment says.
   * @throws StartError `TLS_REQUIRED` when a password or a claim could cross a network in the clear.
   */
  constructor(
    readonly file: NodeFile,
    options: StartOptions,
  ) {
    this.folder = resolve(options.folder);
    this.portalApp = resolve(options.portalApp ?? builtApp('portal'));
    this.adminApp = resolve(options.adminApp ?? builtApp('admin'));
    this.database = options.databaseUrl
      ? { provider: 'postgresql', url: options.databaseUrl }
      : { provider: 'sqlite', path: join(this.folder, 'guardian.db') };
    assertEncrypted(file);
  }

  /** Root key file, absolute. */
  get keyFile(): string {
    return this.resolve(this.file.keyFile);
  }

  /** Unix socket of the console. */
  get consoleSocket(): string {
    return join(this.folder, 'node.sock');
  }

  /**
   * @param path - Path as in `node.json`, relative to the data folder.
   * @returns Absolute path.
   */
  resolve(path: string): string {
    return resolve(this.folder, path);
  }
}

function assertEncrypted(file: NodeFile): void {
  const url = new URL(file.publicUrl);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new StartError('TLS_REQUIRED', 'publicUrl must be https unless its host is loopback');
  }
  if (file.tls !== undefined || file.behindProxy) return;
  for (const door of ['public', 'admin'] as const) {
    if (!isLoopback(file[door].host)) {
      throw new StartError('TLS_REQUIRED', `${door} listener off loopback needs tls files, or behindProxy`);
    }
  }
}

/**
 * Reads and checks the configuration of a node.
 *
 * @param options - Folder and what the environment and the command line say.
 * @returns The configuration.
 * @throws StartError `NOT_INITIALISED` without a `node.json`, `CONFIG_INVALID` when it is not valid, `TLS_REQUIRED`.
 */
export async function loadConfig(options: StartOptions): Promise<NodeConfig> {
  const path = join(options.folder, CONFIG_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StartError('NOT_INITIALISED', `${path} cannot be read: run init first`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StartError('CONFIG_INVALID', `${path} is not json`, { cause });
  }
  const parsed = NodeFile.safeParse(json);
  if (!parsed.success) throw new StartError('CONFIG_INVALID', `${path}: ${z.prettifyError(parsed.error)}`);
  const file = parsed.data;
  return new NodeConfig(
    {
      ...file,
      public: { ...file.public, port: options.publicPort ?? file.public.port },
      admin: { ...file.admin, port: options.adminPort ?? file.admin.port },
    },
    options,
  );
}
