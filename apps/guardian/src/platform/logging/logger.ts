import { Writable } from 'node:stream';
import type { LoggerService } from '@nestjs/common';
import pino from 'pino';

/** Structured log of the node. Bodies and headers are never logged; what slips in under these names is blanked. */
export type Log = pino.Logger;

/** Injection token of the node's {@link Log}. */
export const LOG = Symbol('log');

const SECRET_NAMES = ['authorization', 'cookie', 'password', 'token', 'secret', 'memorable', 'identity', 'passphrase'];

/**
 * @param level - Least level that is written, as in `node.json`.
 * @param sink - Where to write; standard output unless given.
 * @returns A log of JSON lines.
 */
export function createLog(level: string, sink?: Writable): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
        censor: 'REDACTED',
      },
    },
    sink ?? pino.destination({ fd: 1, sync: true }),
  );
}

/**
 * Lets Nest write to the node's log; its chatter at start goes to `debug`.
 *
 * @param log - The node's log.
 * @returns What `NestFactory.create` takes as `logger`.
 */
export function nestLogger(log: Log): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const text = message instanceof Error ? message.message : String(message);
      log[level]({ context: typeof context === 'string' ? context : undefined }, text);
    };
  const debug = write('debug');
  return { log: debug, debug, verbose: debug, warn: write('warn'), error: write('error'), fatal: write('fatal') };
}
