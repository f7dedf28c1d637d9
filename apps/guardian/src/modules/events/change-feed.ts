import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { AdminEvent } from '@wardkeep/protocol';
import { Database } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { findEvidenceMark } from '../claims/evidence-mark.js';
import { LogService } from '../log/log.service.js';
import { PeerStatusService } from '../peers/peer-status.service.js';
import { eventsOfAction, eventsOfStatement } from './event-kinds.js';

/** How often the database is looked at for what other processes of this guardian did, milliseconds. */
const LOOK_EVERY_MS = 1000;
/** How long this process lets its own changes gather, milliseconds. */
const GATHER_MS = 50;
const MOST_ROWS = 500;
/** A new claim is told of again while its identity is being looked at, which leaves no statement. */
const ECHOES = 4;

/** How far the database has been looked at. */
type Position = {
  readonly statements: number;
  readonly actions: number;
  readonly evidence: string | null;
  readonly state: string;
};
/** Told what changed. */
export type ChangeListener = (events: readonly AdminEvent[]) => void;

/** Tells open pages what to ask for again. Works only while a page is open, and whichever process made the change. */
@Injectable()
export class ChangeFeed implements OnModuleInit, OnApplicationShutdown {
  readonly #listeners = new Set<ChangeListener>();
  #position: Position | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #echoes = 0;

  constructor(
    private readonly database: Database,
    private readonly logService: LogService,
    private readonly peers: PeerStatusService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.logService.onAppended(() => this.#schedule(GATHER_MS));
  }

  async onApplicationShutdown(): Promise<void> {
    this.#listeners.clear();
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /**
   * @param listener - Told of every change from now on.
   * @returns Ends it.
   */
  subscribe(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#position = undefined;
      this.#schedule(0);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  }

  #schedule(withinMs: number): void {
    if (this.#listeners.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#looking ??= this.#look()
        .catch((error: unknown) => this.log.error({ err: error }, 'database cannot be looked at'))
        .finally(() => {
          this.#looking = undefined;
          this.#schedule(LOOK_EVERY_MS);
        });
    }, withinMs);
  }

  async #look(): Promise<void> {
    const before = this.#position;
    const now = await this.#read();
    this.#position = now;
    if (before === undefined) return;
    const events = await this.#changesSince(before, now);
    if (events.some(({ kind }) => kind === 'cases')) this.#echoes = ECHOES;
    else if (this.#echoes > 0) {
      this.#echoes -= 1;
      events.push({ kind: 'cases' });
    }
    const distinct = [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
    if (distinct.length > 0) for (const listener of this.#listeners) listener(distinct);
  }

  async #read(): Promise<Position> {
    const [row] = await this.database.query<{ statements: number | null; actions: number | null }>(
      'SELECT (SELECT MAX(seq) FROM statements) AS statements, (SELECT MAX(id) FROM audit_entries) AS actions',
    );
    const configs = await this.database.query(
      'SELECT config_id, status, LENGTH(text) AS size FROM federation_configs ORDER BY config_id',
    );
    const peers = (await this.peers.list()).map(({ index, reachable, portalDigest }) => [
      index,
      reachable,
      portalDigest,
    ]);
    const state = JSON.stringify({ configs, peers });
    const evidence = await findEvidenceMark(this.database);
    return { statements: row?.statements ?? 0, actions: row?.actions ?? 0, evidence, state };
  }

  async #changesSince(before: Position, now: Position): Promise<AdminEvent[]> {
    const events: AdminEvent[] = [];
    if (now.statements > before.statements) {
      const rows = await this.database.query<{ type: string; claim_id: string | null }>(
        'SELECT DISTINCT type, claim_id FROM statements WHERE seq > ? AND seq <= ? LIMIT ?',
        [before.statements, now.statements, MOST_ROWS],
      );
      events.push(...rows.flatMap(({ type, claim_id: claimId }) => eventsOfStatement(type, claimId)));
    }
    if (now.actions > before.actions) {
      const rows = await this.database.query<{ action: string }>(
        'SELECT DISTINCT action FROM audit_entries WHERE id > ? AND id <= ?',
        [before.actions, now.actions],
      );
      events.push(...rows.flatMap(({ action }) => eventsOfAction(action)));
    }
    if (now.evidence !== before.evidence) events.push({ kind: 'cases' });
    if (now.state !== before.state) events.push({ kind: 'federation' }, { kind: 'peers' });
    return events;
  }
}
