import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { cryptoReady, type Rng, systemRng } from '@wardkeep/crypto';
import express from 'express';
import { AppModule } from '../app.module.js';
import { EventStreams } from '../modules/events/event-streams.js';
import { GuardianOrigins } from '../modules/peers/guardian-origins.js';
import { type Clock, SystemClock } from '../platform/clock/clock.js';
import { FolderLock } from '../platform/config/folder-lock.js';
import { withPrivateFiles } from '../platform/config/private-files.js';
import type { NodeConfig } from '../platform/config/node-config.js';
import type { Database } from '../platform/database/database.js';
import { ensureMigrated, openDatabase } from '../platform/database/open-database.js';
import { Readiness } from '../platform/health/readiness.js';
import { Listeners, type Ports } from '../platform/http/listeners.js';
import { cors, requestLog, securityHeaders } from '../platform/http/middleware.js';
import { OpenApiController } from '../platform/http/openapi.controller.js';
import { RateLimits } from '../platform/http/rate-limits.js';
import { assertRoutesGuarded } from '../platform/http/routes.js';
import { Keystore } from '../platform/keystore/keystore.js';
import { RootKey } from '../platform/keystore/root-key.js';
import { createLog, type Log, nestLogger } from '../platform/logging/logger.js';
import type { NodeResources } from '../platform/platform.module.js';
import { StartError } from '../platform/start-error.js';
import { AppFolder } from '../platform/web/app-folder.js';
import { WebPages } from '../platform/web/web-pages.js';

/** What tests and the command line may replace. */
export type StartOverrides = {
  readonly clock?: Clock;
  readonly rng?: Rng;
  readonly log?: Log;
  /** Applies migrations in a process of its own, so that the schema engine's memory is not kept. */
  readonly migrateInChild?: boolean;
};

/** A node that serves. */
export type RunningNode = {
  readonly app: INestApplication;
  readonly ports: Ports;
  /** Stops accepting, finishes what is under way, closes everything. */
  stop(): Promise<void>;
};

/**
 * Starts a node: lock, database, keys, application, doors, in this order.
 *
 * @param config - Its configuration.
 * @param overrides - Clock, randomness and log.
 * @returns The running node.
 * @throws StartError when it must not or cannot run.
 */
export async function startNode(config: NodeConfig, overrides: StartOverrides = {}): Promise<RunningNode> {
  const log = overrides.log ?? createLog(config.file.logLevel);
  const lock = FolderLock.tryAcquire(config.folder);
  if (lock === null && config.database.provider === 'sqlite') {
    throw new StartError('ALREADY_RUNNING', 'another process uses this folder');
  }
  let database: Database | undefined;
  try {
    database = await prepareDatabase(config, overrides.migrateInChild === true);
    const { clock = new SystemClock(), rng = systemRng } = overrides;
    const keystore = await openKeystore(config, database, rng);
    const app = await createApp({ config, database, keystore, clock, rng, log });
    const listeners = new Listeners(config, app.getHttpAdapter().getInstance() as express.Express);
    const ports = await listeners.open(lock !== null);
    log.info({ name: config.file.name, publicUrl: config.file.publicUrl, ports, pid: process.pid }, 'listening');
    return { app, ports, stop: stopper({ app, listeners, database, lock, log }) };
  } catch (error) {
    await database?.close();
    lock?.release();
    throw error;
  }
}

async function prepareDatabase(config: NodeConfig, inChild: boolean): Promise<Database> {
  const apply = async (): Promise<void> => {
    const main = fileURLToPath(new URL('../main.js', import.meta.url));
    await promisify(execFile)(process.execPath, [main, 'migrate', '--dir', config.folder]);
  };
  return withPrivateFiles(async () => {
    await (inChild ? ensureMigrated(config.database, apply) : ensureMigrated(config.database));
    return openDatabase(config.database);
  });
}

async function openKeystore(config: NodeConfig, database: Database, rng: Rng): Promise<Keystore> {
  await cryptoReady();
  const root = await RootKey.load(config.keyFile);
  const keystore = new Keystore(root, database, rng);
  root.wipe();
  await keystore.refresh();
  if (keystore.generation === 0) throw new StartError('KEYS_MISSING', 'database holds no keys: run init first');
  return keystore;
}

/**
 * Builds the application without opening a door.
 *
 * @param resources - What exists before it.
 * @returns The application, initialised, every route guarded.
 */
export async function createApp(resources: NodeResources): Promise<INestApplication> {
  const { config, database, log } = resources;
  const server = express();
  server.set('trust proxy', config.file.behindProxy ? 1 : false);
  server.set('query parser', 'simple');
  server.set('etag', false);
  server.disable('x-powered-by');
  const pages = new WebPages(
    { public: new AppFolder(config.portalApp), admin: new AppFolder(config.adminApp) },
    resources.rng,
  );
  server.use(requestLog(log), securityHeaders, cors, pages.handler);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest takes options as a plain object
  const app = await NestFactory.create(AppModule.with(resources), new ExpressAdapter(server), {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(log),
  });
  app.get(Readiness).add('database', async () => (await database.query('SELECT 1 AS one')).length === 1);
  app.get(OpenApiController).attach(app);
  await app.init();
  pages.attach({
    rates: app.get(RateLimits, { strict: false }),
    guardianOrigins: () => app.get(GuardianOrigins, { strict: false }).list(),
  });
  assertRoutesGuarded(app);
  return app;
}

function stopper(parts: {
  readonly app: INestApplication;
  readonly listeners: Listeners;
  readonly database: Database;
  readonly lock: FolderLock | null;
  readonly log: Log;
}): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    parts.app.get(Readiness).add('running', () => false);
    parts.app.get(EventStreams, { strict: false }).close();
    await parts.listeners.close();
    await parts.app.close();
    await parts.database.close();
    parts.lock?.release();
    parts.log.info('stopped');
  };
  return () => (stopping ??= stop());
}
