import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Rng } from '@wardkeep/crypto';
import { Clock } from '../clock/clock.js';
import { RNG } from '../clock/rng.js';
import type { Tx } from '../database/database.js';
import { LOG, type Log } from '../logging/logger.js';
import { backoff } from './backoff.js';
import { type LeasedMessage, type OutboxMessage, OutboxRepository } from './outbox.repository.js';

/** What a sender gets. */
export type Delivery = {
  readonly destination: string;
  readonly payload: Uint8Array;
  /** Attempts that failed so far. */
  readonly attempts: number;
  /** Aborted when the node stops or the lease runs out. */
  readonly signal: AbortSignal;
};

/** Delivers one message: resolves when it arrived or is pointless, throws to be called again later. */
export type Sender = (delivery: Delivery) => Promise<void>;

const LEASE = 60_000;
const AT_ONCE = 16;
const POLL = 5000;
const SHORTEST_PAUSE = 20;

/**
 * Messages that survive restarts. Enqueue one in the same write unit as the fact it tells of: then either both are durable or
 * neither. It is sent at least once; receivers must not mind a second time.
 */
@Injectable()
export class Outbox implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #owner = randomUUID();
  readonly #senders = new Map<string, Sender>();
  readonly #sending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #again = false;

  constructor(
    private readonly messages: OutboxRepository,
    private readonly clock: Clock,
    @Inject(RNG) private readonly rng: Rng,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param kind - Kind of message.
   * @param send - Delivers one; only one process calls it at a time for one message.
   */
  register(kind: string, send: Sender): void {
    if (this.#senders.has(kind)) throw new Error(`outbox kind ${kind} has a sender already`);
    this.#senders.set(kind, send);
  }

  /**
   * Puts a message into the outbox, to be sent as soon as the unit is durable.
   *
   * @param tx - Write unit of the fact that the message tells of.
   * @param message - What to send, and where.
   */
  async enqueue(tx: Tx, message: OutboxMessage): Promise<void> {
    await this.messages.insert(tx, message, this.clock.now());
    tx.afterCommit(() => this.wake());
  }

  /**
   * Tries everything for a destination again at once: it has just been heard of.
   *
   * @param destination - As given to {@link Outbox.enqueue}.
   */
  async hurry(destination: string): Promise<void> {
    await this.messages.hurry(destination, this.clock.now());
    this.wake();
  }

  /**
   * @param kind - Kind of message.
   * @returns How many wait, and what kept the last of them from being delivered.
   */
  describe(kind: string): Promise<{ readonly waiting: number; readonly lastError: string | null }> {
    return this.messages.describe(kind);
  }

  /** Looks for due messages now. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#turn !== undefined) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#turn = this.#take()
      .catch((error: unknown) => {
        this.log.error({ err: error }, 'outbox cannot be read');
        return POLL;
      })
      .then((pause) => {
        this.#turn = undefined;
        if (this.#stop.signal.aborted) return;
        this.#timer = setTimeout(() => this.wake(), this.#again ? 0 : pause);
        this.#again = false;
      });
  }

  onApplicationBootstrap(): void {
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#turn;
    await Promise.all(this.#sending);
  }

  /** Leases and starts sending; returns how long to pause, in milliseconds. */
  async #take(): Promise<number> {
    const kinds = [...this.#senders.keys()];
    const now = this.clock.now();
    await this.messages.removeExpired(now);
    const room = AT_ONCE - this.#sending.size;
    const leased = await this.messages.lease(this.#owner, kinds, now, now + LEASE, room);
    for (const message of leased) this.#start(message);
    // Whatever is being sent wakes the worker when it is done.
    if (leased.length === room) return POLL;
    const due = await this.messages.findNextDue(kinds);
    return due === null ? POLL : Math.min(POLL, Math.max(SHORTEST_PAUSE, due - this.clock.now()));
  }

  #start(message: LeasedMessage): void {
    const sending = this.#deliver(message)
      .catch((error: unknown) => this.log.error({ err: error, kind: message.kind }, 'outbox cannot be written'))
      .finally(() => {
        this.#sending.delete(sending);
        this.wake();
      });
    this.#sending.add(sending);
  }

  async #deliver({ id, kind, destination, payload, attempts }: LeasedMessage): Promise<void> {
    const send = this.#senders.get(kind);
    if (send === undefined || this.#stop.signal.aborted) {
      await this.messages.release(this.#owner, [id]);
      return;
    }
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(LEASE - 5000)]);
    try {
      await send({ destination, payload, attempts, signal });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const [random = 0] = this.rng.bytes(1);
      const pause = backoff(attempts + 1, random / 256);
      this.log.debug({ kind, destination, attempts: attempts + 1, reason }, 'outbox delivery failed');
      await this.messages.postpone(this.#owner, id, this.clock.now() + pause, reason.slice(0, 200));
      return;
    }
    await this.messages.remove(this.#owner, id);
  }
}
