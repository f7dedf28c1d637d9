import { Injectable } from '@nestjs/common';
import { helloAnswer, type Guardian, PROTOCOL_VERSION, verifyUrlAnnouncement } from '@wardkeep/protocol';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { verifyCardOnce } from '../federation/verify-once.js';
import { AnnouncementRepository } from './announcement.repository.js';
import { NodeClient } from './node-client.js';
import { PeerRefusedError, PeerUnreachableError, type UnreachableCode } from './transport.js';

/** What a node says of itself to anybody who asks. */
export interface Greeting {
  readonly latencyMs: number;
  /** Its clock minus this node's, milliseconds. */
  readonly clockDifferenceMs: number;
  readonly softwareVersion: string;
  readonly configId: string | null;
}

/** Why a greeting failed, in words that may be shown to other operators. */
export type GreetingCode = UnreachableCode | 'ANSWER_INVALID' | 'CARD_DIFFERS' | 'VERSION_DIFFERS';

/** The node that answered is not the guardian that was meant, or cannot be spoken with. */
export class GreetingError extends Error {
  override readonly name = 'GreetingError';

  /** @param code - What is wrong. */
  constructor(readonly code: GreetingCode) {
    super(`greeting failed with ${code}`);
  }
}

/** Asks nodes who they are and what time it is. */
@Injectable()
export class HelloClient {
  constructor(
    private readonly nodes: NodeClient,
    private readonly announcements: AnnouncementRepository,
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @param guardian - The guardian who is expected to answer.
   * @param timeoutMs - For each of its URLs, milliseconds.
   * @returns What it said.
   * @throws GreetingError.
   */
  async greet(guardian: Guardian, timeoutMs: number): Promise<Greeting> {
    const announcement = await this.announcements.find(guardian.signingKey);
    const sentAt = this.clock.now();
    const answer = await this.nodes
      .call(announcement?.body.urls ?? [], '/peer/v1/hello', { method: 'GET', timeoutMs })
      .catch((error: unknown) => {
        if (error instanceof PeerUnreachableError) throw new GreetingError(error.code);
        if (error instanceof PeerRefusedError) throw new GreetingError('ANSWER_INVALID');
        throw error;
      });
    const middle = (sentAt + this.clock.now()) / 2;
    const hello = helloAnswer.safeParse(answer.body);
    if (!hello.success) throw new GreetingError('ANSWER_INVALID');
    const { protocolVersion, card, softwareVersion, configId, time } = hello.data;
    if (protocolVersion !== PROTOCOL_VERSION) throw new GreetingError('VERSION_DIFFERS');
    if (!isCardOf(card, guardian)) throw new GreetingError('CARD_DIFFERS');
    if (hello.data.announcement !== announcement?.text) await this.#learn(hello.data.announcement, guardian);
    return { latencyMs: answer.elapsedMs, clockDifferenceMs: Math.round(time - middle), softwareVersion, configId };
  }

  /** Keeps a newer announcement; one that does not verify is worth nothing. */
  async #learn(text: string, guardian: Guardian): Promise<void> {
    let announcement;
    try {
      announcement = verifyUrlAnnouncement(text, guardian.signingKey);
    } catch {
      return;
    }
    const verified = announcement;
    await this.db.write((tx) => this.announcements.save(tx, verified));
  }
}

function isCardOf(text: string, guardian: Guardian): boolean {
  try {
    return verifyCardOnce(text).body.signer.key === guardian.signingKey;
  } catch {
    return false;
  }
}
