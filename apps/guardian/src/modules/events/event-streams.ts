import { Injectable } from '@nestjs/common';
import type { AdminEvent } from '@wardkeep/protocol';
import type { Response } from 'express';
import type { OperatorCaller } from '../../platform/http/index.js';
import { defineProblems } from '../../platform/problem/index.js';
import { LoginsService } from '../operators/logins.service.js';
import { ChangeFeed } from './change-feed.js';

/** Pages that may watch at once. */
export const MOST_STREAMS = 64;
/** Keeps proxies from closing a quiet stream, and finds out whether the login goes on, milliseconds. */
const HEARTBEAT_MS = 20_000;

const refuse = defineProblems<'EVENTS_FULL'>({ EVENTS_FULL: 503 });

/** Server-sent events to pages: what to ask for again, never what it is. */
@Injectable()
export class EventStreams {
  readonly #open = new Set<() => void>();

  constructor(
    private readonly feed: ChangeFeed,
    private readonly logins: LoginsService,
  ) {}

  /**
   * Opens a stream that goes on until the page leaves, the login is over or the node stops.
   *
   * @param operator - Who watches.
   * @param response - The answer; its headers are not sent yet.
   * @throws ProblemError `EVENTS_FULL`.
   */
  open({ loginId }: OperatorCaller, response: Response): void {
    if (this.#open.size >= MOST_STREAMS) {
      throw refuse('EVENTS_FULL', `at most ${String(MOST_STREAMS)} pages may watch at once`, { retryAfter: 30 });
    }
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    const tell = (events: readonly AdminEvent[]): void => {
      response.write(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
      // Whatever operators did may have ended this login.
      if (events.some(({ kind }) => kind === 'operators')) check();
    };
    const unsubscribe = this.feed.subscribe(tell);
    const end = (): void => {
      response.end('event: end\ndata: {}\n\n');
    };
    const check = (): void => {
      if (loginId === undefined) return;
      this.logins.isLive(loginId).then((isLive) => {
        if (!isLive) end();
      }, end);
    };
    const heartbeat = setInterval(() => {
      response.write(':\n\n');
      check();
    }, HEARTBEAT_MS);
    this.#open.add(end);
    response.on('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
      this.#open.delete(end);
    });
    // A page that comes back asks for everything again.
    tell([{ kind: 'cases' }]);
  }

  /** Ends all streams: the node stops. Pages connect again by themselves. */
  close(): void {
    for (const end of [...this.#open]) end();
  }
}
