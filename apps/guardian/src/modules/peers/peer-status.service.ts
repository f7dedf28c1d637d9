import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';

/** What this node knows of another guardian's node. */
export interface PeerStatus {
  readonly index: number;
  /** Whether the last request to it was answered; null before the first one of this start. */
  readonly reachable: boolean | null;
  /** When it last answered or called, milliseconds since the Unix epoch. */
  readonly lastSeenAt: number | null;
  /** Its clock minus this node's, milliseconds. */
  readonly clockDifferenceMs: number | null;
  readonly latencyMs: number | null;
  readonly softwareVersion: string | null;
  /** Digest of the portal that it serves, and when it was asked. */
  readonly portalDigest: string | null;
  readonly portalCheckedAt: number | null;
}

/** What a request told of a peer. */
export interface PeerSighting {
  readonly latencyMs: number;
  readonly clockDifferenceMs?: number;
  readonly softwareVersion?: string;
}

type Row = {
  readonly guardian_index: number;
  readonly last_seen_at: number | null;
  readonly clock_difference_ms: number | null;
  readonly latency_ms: number | null;
  readonly software_version: string | null;
  readonly portal_digest: string | null;
  readonly portal_checked_at: number | null;
};

/** A peer that calls but cannot be reached is tried out of turn at most this often, milliseconds. */
const RETURNED_EVERY_MS = 15_000;
/** How old a stored sighting may become before a new one is written, milliseconds. */
const STORE_EVERY_MS = 30_000;

/** Which peers are there. What changes with every request is kept in memory and written now and then. */
@Injectable()
export class PeerStatusService {
  readonly #reachable = new Map<number, boolean>();
  readonly #seenAt = new Map<number, number>();
  /** When listeners were told of a peer that has not answered since. */
  readonly #toldAt = new Map<number, number>();
  readonly #storedAt = new Map<number, number>();
  readonly #listeners: ((index: number) => void)[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @param listener - Told when a peer is heard of that was not reachable before. */
  onReturned(listener: (index: number) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * A peer called this node.
   *
   * @param index - Its index.
   */
  heard(index: number): void {
    this.#seenAt.set(index, this.clock.now());
    if (this.#reachable.get(index) !== false) return;
    const now = performance.now();
    if (now - (this.#toldAt.get(index) ?? Number.NEGATIVE_INFINITY) < RETURNED_EVERY_MS) return;
    this.#toldAt.set(index, now);
    for (const listener of this.#listeners) listener(index);
  }

  /**
   * A peer answered this node, if only to refuse.
   *
   * @param index - Its index.
   */
  present(index: number): void {
    this.heard(index);
    this.#reachable.set(index, true);
    this.#toldAt.delete(index);
  }

  /**
   * A peer did what this node asked.
   *
   * @param index - Its index.
   * @param sighting - What the exchange told.
   */
  async answered(index: number, sighting: PeerSighting): Promise<void> {
    this.present(index);
    const now = this.clock.now();
    const isDetailed = sighting.softwareVersion !== undefined;
    if (!isDetailed && now - (this.#storedAt.get(index) ?? 0) < STORE_EVERY_MS) return;
    this.#storedAt.set(index, now);
    await this.db.write((tx) =>
      tx.execute(
        `UPDATE peers SET last_seen_at = ?, latency_ms = ?, clock_difference_ms = COALESCE(?, clock_difference_ms),
         software_version = COALESCE(?, software_version) WHERE guardian_index = ?`,
        [now, sighting.latencyMs, sighting.clockDifferenceMs ?? null, sighting.softwareVersion ?? null, index],
      ),
    );
  }

  /**
   * A peer gave no answer.
   *
   * @param index - Its index.
   */
  missed(index: number): void {
    this.#reachable.set(index, false);
  }

  /** @returns Every peer, by index. */
  async list(): Promise<PeerStatus[]> {
    const rows = await this.db.query<Row>(
      `SELECT guardian_index, last_seen_at, clock_difference_ms, latency_ms, software_version,
       portal_digest, portal_checked_at FROM peers ORDER BY guardian_index`,
    );
    return rows.map((row) => ({
      index: row.guardian_index,
      reachable: this.#reachable.get(row.guardian_index) ?? null,
      lastSeenAt: Math.max(row.last_seen_at ?? 0, this.#seenAt.get(row.guardian_index) ?? 0) || null,
      clockDifferenceMs: row.clock_difference_ms,
      latencyMs: row.latency_ms,
      softwareVersion: row.software_version,
      portalDigest: row.portal_digest,
      portalCheckedAt: row.portal_checked_at,
    }));
  }
}
