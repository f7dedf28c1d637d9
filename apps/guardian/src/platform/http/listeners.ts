import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isLoopback, type NodeConfig } from '../config/node-config.js';
import { withPrivateFiles } from '../config/private-files.js';
import { StartError } from '../start-error.js';
import { type ListenerName, tagRequest } from './request-context.js';

const SERVER_OPTIONS: ServerOptions = {
  requestTimeout: 120_000,
  headersTimeout: 15_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 5000,
  maxHeaderSize: 16 * 1024,
};
const DRAIN_TIME = 10_000;

/** Ports that the node listens on. */
export type Ports = { readonly public: number; readonly admin: number };

/** The three doors of a node, all leading to the same application; each request knows the one it came through. */
export class Listeners {
  readonly #servers: Server[] = [];

  /**
   * @param config - Hosts, ports and certificates.
   * @param handler - The application.
   */
  constructor(
    private readonly config: NodeConfig,
    private readonly handler: RequestListener,
  ) {}

  /**
   * Opens the doors.
   *
   * @param withConsole - Whether this process owns the folder, and so the console's socket.
   * @returns The ports, which differ from the configured ones where those are 0.
   * @throws StartError `PORT_IN_USE`.
   */
  async open(withConsole: boolean): Promise<Ports> {
    const { file, consoleSocket } = this.config;
    const ports = {
      public: await this.#listen('public', file.tls !== undefined, file.public),
      admin: await this.#listen('admin', file.tls !== undefined && !isLoopback(file.admin.host), file.admin),
    };
    if (withConsole) {
      // Left behind by a process that was killed; the lock on the folder says that none is running.
      await rm(consoleSocket, { force: true });
      await withPrivateFiles(() => this.#listen('console', false, { path: consoleSocket }));
      await chmod(consoleSocket, 0o600);
    }
    return ports;
  }

  /** Stops accepting, lets requests under way finish, then closes what is left. */
  async close(): Promise<void> {
    const closed = this.#servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
        }),
    );
    const sweep = setInterval(() => {
      for (const server of this.#servers) server.closeIdleConnections();
    }, 100);
    const cut = setTimeout(() => {
      for (const server of this.#servers) server.closeAllConnections();
    }, DRAIN_TIME);
    await Promise.all(closed);
    clearInterval(sweep);
    clearTimeout(cut);
  }

  async #listen(
    name: ListenerName,
    withTls: boolean,
    where: { readonly host: string; readonly port: number } | { readonly path: string },
  ): Promise<number> {
    const listener: RequestListener = (request, response) => {
      tagRequest(request, { id: randomUUID(), listener: name });
      this.handler(request, response);
    };
    const server = withTls
      ? createTlsServer({ ...SERVER_OPTIONS, ...this.#certificate() }, listener)
      : createServer(SERVER_OPTIONS, listener);
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(new StartError('PORT_IN_USE', `${name} listener cannot open: ${cause.message}`, { cause })),
      );
      server.listen(where, resolve);
    });
    this.#servers.push(server);
    const address = server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  #certificate(): { readonly cert: Buffer; readonly key: Buffer; readonly minVersion: 'TLSv1.2' } {
    const { tls } = this.config.file;
    if (tls === undefined) throw new Error('no tls files');
    return {
      cert: readFileSync(this.config.resolve(tls.certFile)),
      key: readFileSync(this.config.resolve(tls.keyFile)),
      minVersion: 'TLSv1.2',
    };
  }
}
