import { Inject, Injectable } from '@nestjs/common';
import { pullAnswer } from '@wardkeep/protocol';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { ActingGate } from '../peers/acting-gate.js';
import { PeerClient } from '../peers/peer-client.js';
import { PeerCursorsRepository } from './peer-cursors.repository.js';
import { PeerNotReadyError } from './push.service.js';
import { RefusalPolicy } from './refusals.js';
import { StatementIntake } from './statement-intake.js';

const PULLED_AT_ONCE = 256;
/** A peer whose log has no end is left for the next time. */
const MOST_PAGES = 10_000;
const PULL_TIMEOUT_MS = 60_000;

/** Asks peers for everything they have after a cursor, so that a node that was down, or put back, catches up. */
@Injectable()
export class PullService {
  readonly #refusals = new RefusalPolicy();

  constructor(
    private readonly cursors: PeerCursorsRepository,
    private readonly peers: PeerClient,
    private readonly intake: StatementIntake,
    private readonly gate: ActingGate,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Pulls to the end of the peer's log.
   *
   * @param peer - Index of the peer.
   * @param signal - Ends it.
   * @throws PeerNotReadyError when this node cannot take a statement at present, PeerUnreachableError, PeerRefusedError.
   */
  async pull(peer: number, signal: AbortSignal): Promise<void> {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { pulled: after } = await this.cursors.get(peer);
      const request = { after, limit: PULLED_AT_ONCE };
      const options = { signal, timeoutMs: PULL_TIMEOUT_MS };
      const answer = pullAnswer.parse(await this.peers.post(peer, '/peer/v1/pull', request, options));
      for (const [at, carried] of answer.statements.entries()) {
        const { accepted, code = 'INTERNAL' } = await this.intake.take(carried, peer);
        if (accepted) continue;
        if (this.#refusals.mustRetry(`${String(peer)}/${String(after)}/${String(at)}`, code)) {
          throw new PeerNotReadyError(code);
        }
        this.log.info({ peer, after, code }, 'statement of a peer was refused for good');
      }
      if (answer.next < after) this.log.warn({ peer, after, next: answer.next }, 'log of a peer has become shorter');
      await this.cursors.move(peer, 'pulled', after, answer.next);
      if (answer.end) {
        await this.gate.caughtUpWith(peer);
        return;
      }
      if (answer.next <= after) throw new Error(`log of peer ${String(peer)} does not go on after ${String(after)}`);
    }
    throw new Error(`log of peer ${String(peer)} has no end`);
  }
}
