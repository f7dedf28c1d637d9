import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Rng } from '@wardkeep/crypto';
import type { SealedConfig } from '@wardkeep/protocol';
import { RNG } from '../../platform/clock/rng.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { FederationService } from '../federation/federation.service.js';
import { type Haste, LogService } from '../log/log.service.js';
import { ActingGate } from '../peers/acting-gate.js';
import { HelloClient } from '../peers/hello-client.js';
import { PeerStatusService } from '../peers/peer-status.service.js';
import { PullService } from './pull.service.js';
import { PushService } from './push.service.js';
import { RepeatingTask } from './repeating-task.js';
import { SyncLease } from './sync-lease.js';

/** After how long statements are pushed, once they are in the log, milliseconds. */
const GATHER_MS = 400;
const PULL_EVERY_MS = 15_000;
const GREET_EVERY_MS = 30_000;
const GREETING_MS = 5000;
/** With more peers than this each is told and asked less often, so that a node's work for all of them stays the same. */
const PEERS_AT_FULL_PACE = 8;
const slowdownOf = (peers: number): number => Math.max(1, peers / PEERS_AT_FULL_PACE);
/** How often a process looks for what another process of this guardian did, milliseconds. */
const LOOK_EVERY_MS = 1000;

type PeerTasks = { readonly push: RepeatingTask; readonly pull: RepeatingTask; readonly greet: RepeatingTask };

/** Keeps this node and its peers telling each other everything. Each peer has its own tasks, so a slow one delays nobody. */
@Injectable()
export class SyncService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #tasks = new Map<number, PeerTasks>();
  #watch: NodeJS.Timeout | undefined;
  #seenSize = 0;

  constructor(
    private readonly federation: FederationService,
    private readonly logService: LogService,
    private readonly pushes: PushService,
    private readonly pulls: PullService,
    private readonly hello: HelloClient,
    private readonly status: PeerStatusService,
    private readonly gate: ActingGate,
    private readonly lease: SyncLease,
    private readonly outbox: Outbox,
    @Inject(RNG) private readonly rng: Rng,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.logService.onAppended((haste, size) => {
      this.#seenSize = Math.max(this.#seenSize, size);
      this.#pushAll(haste);
    });
    this.status.onReturned((index) => this.#returned(index));
    this.federation.onSealed((config) => this.#start(config));
    await this.federation.find();
    this.#watch = setInterval(() => {
      this.#look().catch((error: unknown) => this.log.error({ err: error }, 'database cannot be looked at'));
    }, LOOK_EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#watch);
    const tasks = [...this.#tasks.values()].flatMap(({ push, pull, greet }) => [push, pull, greet]);
    this.#tasks.clear();
    await Promise.all(tasks.map((task) => task.stop()));
  }

  #start(config: SealedConfig): void {
    const self = this.federation.self(config);
    const slowdown = slowdownOf(config.guardians.length - 1);
    for (const guardian of config.guardians) {
      const { index } = guardian;
      if (index === self.index || this.#tasks.has(index)) continue;
      const tasks: PeerTasks = {
        push: this.#task(index, 'push', null, async (signal) => {
          if (await this.lease.isHeld()) await this.pushes.push(index, signal);
        }),
        pull: this.#task(index, 'pull', PULL_EVERY_MS * slowdown, async (signal) => {
          // Until it acts, every process catches up for itself.
          if (!this.gate.isActing || (await this.lease.isHeld())) await this.pulls.pull(index, signal);
        }),
        greet: this.#task(index, 'greet', GREET_EVERY_MS * slowdown, async () => {
          await this.status.answered(index, await this.hello.greet(guardian, GREETING_MS));
        }),
      };
      this.#tasks.set(index, tasks);
      for (const task of [tasks.pull, tasks.push, tasks.greet]) task.poke();
    }
  }

  #task(
    index: number,
    name: keyof PeerTasks,
    everyMs: number | null,
    work: (signal: AbortSignal) => Promise<void>,
  ): RepeatingTask {
    return new RepeatingTask({
      work,
      everyMs,
      chance: () => (this.rng.bytes(1)[0] ?? 0) / 256,
      onFailure: (error, failures) => {
        this.log[failures === 1 ? 'info' : 'debug']({ peer: index, task: name, failures, err: error }, 'peer failed');
      },
    });
  }

  #pushAll(haste: Haste): void {
    const slowdown = slowdownOf(this.#tasks.size);
    // A statement is told by its signer to each of n nodes, and what n nodes sign is relayed by n nodes to n nodes.
    const withinMs = { 'at-once': 0, soon: GATHER_MS * slowdown, relayed: GATHER_MS * slowdown ** 3 }[haste];
    for (const { push } of this.#tasks.values()) push.poke(withinMs);
  }

  #returned(index: number): void {
    const tasks = this.#tasks.get(index);
    if (tasks === undefined) return;
    for (const task of [tasks.push, tasks.pull, tasks.greet]) task.hurry();
    this.outbox
      .hurry(String(index))
      .catch((error: unknown) => this.log.error({ err: error }, 'outbox cannot be hurried'));
  }

  /** Notices what another process of this guardian did: sealed the federation, recorded statements, or appended to the log. */
  async #look(): Promise<void> {
    await this.federation.find();
    await this.logService.appendLeftBehind();
    const size = await this.logService.size();
    if (size <= this.#seenSize) return;
    this.#seenSize = size;
    this.#pushAll('at-once');
  }
}
