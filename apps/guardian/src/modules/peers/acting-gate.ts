import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Readiness } from '../../platform/health/readiness.js';
import { defineProblems } from '../../platform/problem/index.js';
import { FederationService } from '../federation/federation.service.js';

const refuse = defineProblems<'NOT_ACTING'>({ NOT_ACTING: 503 });
const RETRY_AFTER_SECONDS = 3;

/**
 * Keeps a node from voting, ticketing and releasing until it has pulled everything from q − 1 peers since it started
 * (protocol.md §3). Its own statements are among what they keep, so a database put back to yesterday mints nothing.
 */
@Injectable()
export class ActingGate implements OnModuleInit {
  readonly #pulledFrom = new Set<number>();
  #isOpen = false;

  constructor(
    private readonly federation: FederationService,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    // A node without a federation has nothing to catch up with and must be reachable for the ceremony.
    this.readiness.add('acting', async () => (await this.federation.find()) === null || this.#isOpen);
  }

  /** Whether this node acts. */
  get isActing(): boolean {
    return this.#isOpen;
  }

  /**
   * Refuses unless this node acts. Call it before anything is signed that must never be signed twice differently.
   *
   * @throws ProblemError NOT_ACTING, or NOT_SEALED.
   */
  async ensure(): Promise<void> {
    const { size } = await this.federation.current();
    if (this.#isOpen) return;
    const detail = `node has caught up with ${String(this.#pulledFrom.size)} peers since it started and needs ${String(size.startupPeers)}`;
    throw refuse('NOT_ACTING', detail, { retryAfter: RETRY_AFTER_SECONDS });
  }

  /**
   * Everything that a peer had was pulled and accepted.
   *
   * @param index - Index of the peer.
   */
  async caughtUpWith(index: number): Promise<void> {
    const { size } = await this.federation.current();
    this.#pulledFrom.add(index);
    this.#isOpen ||= this.#pulledFrom.size >= size.startupPeers;
  }
}
