import { Inject, Injectable } from '@nestjs/common';
import { offerAnswer, pushAnswer } from '@wardkeep/protocol';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { LogService } from '../log/log.service.js';
import { PeerClient } from '../peers/peer-client.js';
import { PeerCursorsRepository } from './peer-cursors.repository.js';
import { RefusalPolicy } from './refusals.js';
import { type SharedEntry, SharedStatementsRepository } from './shared-statements.repository.js';

const OFFERED_AT_ONCE = 1000;
const PUSHED_AT_ONCE = 256;
/** So few statements of this node's own are sent without asking first: nobody else has them yet, and a round trip is saved. */
const UNASKED = 8;
const PUSH_TIMEOUT_MS = 60_000;

/** A peer cannot take a statement at present; what comes after it waits too, so that order is kept. */
export class PeerNotReadyError extends Error {
  override readonly name = 'PeerNotReadyError';

  /** @param code - The peer's code. */
  constructor(readonly code: string) {
    super(`peer takes no statements at present: ${code}`);
  }
}

/** Tells peers what they have not heard: offers ids in log order, then sends those that the peer lacks. */
@Injectable()
export class PushService {
  readonly #refusals = new RefusalPolicy();

  constructor(
    private readonly logService: LogService,
    private readonly shared: SharedStatementsRepository,
    private readonly cursors: PeerCursorsRepository,
    private readonly peers: PeerClient,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Goes on from where it stopped to the end of the log.
   *
   * @param peer - Index of the peer.
   * @param signal - Ends it.
   * @throws PeerNotReadyError, PeerUnreachableError or PeerRefusedError: to be called again later.
   */
  async push(peer: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const size = await this.logService.size();
      const { pushed } = await this.cursors.get(peer);
      if (pushed >= size) return;
      const entries = await this.shared.listEntries(pushed, size, peer, OFFERED_AT_ONCE);
      const isAll = entries.length < OFFERED_AT_ONCE;
      const wanted = await this.#wanted(peer, entries, signal);
      await this.#send(peer, wanted, signal, (at) => this.cursors.move(peer, 'pushed', pushed, at));
      const last = entries.at(-1);
      await this.cursors.move(peer, 'pushed', pushed, isAll || last === undefined ? size : last.logIndex + 1);
    }
  }

  async #wanted(peer: number, entries: readonly SharedEntry[], signal: AbortSignal): Promise<readonly SharedEntry[]> {
    if (entries.length <= UNASKED && entries.every(({ isOwn }) => isOwn)) return entries;
    const ids = entries.map(({ id }) => id);
    const answer = offerAnswer.parse(await this.peers.post(peer, '/peer/v1/offer', { ids }, { signal }));
    const wanted = new Set<string>(answer.wanted);
    return entries.filter(({ id }) => wanted.has(id));
  }

  async #send(
    peer: number,
    entries: readonly SharedEntry[],
    signal: AbortSignal,
    stopAt: (logIndex: number) => Promise<void>,
  ): Promise<void> {
    for (let sent = 0; sent < entries.length;) {
      const batch = await this.shared.load(entries.slice(sent, sent + PUSHED_AT_ONCE));
      if (batch.length === 0) throw new Error('statements of the log are missing');
      const statements = batch.map(({ carried }) => carried);
      const options = { signal, timeoutMs: PUSH_TIMEOUT_MS };
      const { results } = pushAnswer.parse(await this.peers.post(peer, '/peer/v1/push', { statements }, options));
      for (const [at, { logIndex }] of batch.entries()) {
        const result = results[at];
        if (result?.accepted === true) continue;
        const code = result?.code ?? 'INTERNAL';
        const id = `${String(peer)}/${String(logIndex)}`;
        if (this.#refusals.mustRetry(id, code)) {
          await stopAt(logIndex);
          throw new PeerNotReadyError(code);
        }
        this.log.info({ peer, logIndex, code }, 'peer refused a statement for good');
      }
      sent += batch.length;
    }
  }
}
