import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { utf8 } from '@wardkeep/crypto';
import { Clock } from '../../platform/clock/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/logger.js';
import { type Delivery, Outbox } from '../../platform/outbox/outbox.js';
import { FederationService } from '../federation/federation.service.js';
import { LogService } from '../log/log.service.js';
import { MailSettingsRepository } from './mail-settings.repository.js';
import { Mailer } from './mailer.js';

/** Strangers can open claims without end; operators get at most one message in this time, milliseconds. */
export const QUIET_MS = 15 * 60_000;
/** After this time a message would only confuse, milliseconds. */
const LIFE_MS = 3 * 24 * 3_600_000;
const CURSOR = 'mail-cursor';
const SENT = 'mail-sent-at/';

type Reason = 'cases' | 'veto';

/**
 * Tells operators by mail that a case needs this guardian's vote, or that an owner has vetoed one. What is due is read off
 * the statements with a cursor, in the write unit that puts it into the outbox: a crash loses none and repeats none. The
 * words are chosen when a message is sent, and name nobody: mail is read by others.
 */
@Injectable()
export class MailNotices implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly federation: FederationService,
    private readonly logService: LogService,
    private readonly outbox: Outbox,
    private readonly settings: MailSettingsRepository,
    private readonly mailer: Mailer,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.outbox.register('mail', (delivery) => this.#send(delivery));
  }

  onApplicationBootstrap(): void {
    this.logService.onAppended(() => this.#wake());
    this.#wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  /**
   * Begins to tell of what comes from now on, unless it has begun.
   *
   * @param tx - Write unit.
   */
  async begin(tx: Tx): Promise<void> {
    const [row] = await tx.query<{ last: number | null }>('SELECT MAX(seq) AS last FROM statements');
    await tx.insert('settings', { key: CURSOR, value: String(row?.last ?? 0) }, 'ignore');
  }

  #wake(): void {
    if (this.#stopped) return;
    this.#working = this.#working
      .then(() => this.#collect())
      .catch((error: unknown) => this.log.error({ err: error }, 'mail cannot be put into the outbox'));
  }

  async #collect(): Promise<void> {
    if ((await this.settings.find()) === null) return;
    await this.database.write(async (tx) => {
      const [cursor] = await tx.query<{ value: string }>('SELECT value FROM settings WHERE key = ?', [CURSOR]);
      const from = Number(cursor?.value ?? 0);
      const rows = await tx.query<{ type: string; last: number }>(
        `SELECT type, MAX(seq) AS last FROM statements WHERE seq > ? AND type IN ('claim', 'veto') GROUP BY type`,
        [from],
      );
      if (rows.length === 0) return;
      await tx.execute('UPDATE settings SET value = ? WHERE key = ?', [
        String(Math.max(...rows.map(({ last }) => last))),
        CURSOR,
      ]);
      for (const { type } of rows) await this.#enqueue(tx, type === 'veto' ? 'veto' : 'cases');
    });
  }

  async #enqueue(tx: Tx, reason: Reason): Promise<void> {
    const now = this.clock.now();
    const operators = await tx.query<{ mail: string }>(
      `SELECT DISTINCT mail FROM operators WHERE mail IS NOT NULL AND disabled_at IS NULL AND role <> 'viewer'`,
    );
    for (const { mail } of operators) {
      const key = `${reason}/${mail}`;
      const [sent] = await tx.query<{ value: string }>('SELECT value FROM settings WHERE key = ?', [SENT + key]);
      await this.outbox.enqueue(tx, {
        kind: 'mail',
        destination: mail,
        dedupeKey: `mail/${key}`,
        payload: utf8(reason),
        notBefore: sent === undefined ? now : Number(sent.value) + QUIET_MS,
        expiresAt: now + LIFE_MS,
      });
    }
  }

  async #send({ destination, payload }: Delivery): Promise<void> {
    const settings = await this.settings.find();
    const config = await this.federation.find();
    if (settings === null || config === null) return;
    const reason: Reason = Buffer.from(payload).toString('utf8') === 'veto' ? 'veto' : 'cases';
    const federation = config.name;
    const what = reason === 'veto' ? vetoWords(federation) : await this.#caseWords(federation);
    if (what === null) return;
    const { name } = this.federation.self(config);
    const text = `${what}\n\nLog in to the admin app of ${name} to see more.\n`;
    await this.mailer.send(settings, { to: destination, subject: `Wardkeep: ${federation}`, text });
    await this.database.write((tx) =>
      tx.execute(
        `INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
        [`${SENT}${reason}/${destination}`, String(this.clock.now())],
      ),
    );
  }

  /** Null when nothing waits any more. */
  async #caseWords(federation: string): Promise<string | null> {
    const config = await this.federation.current();
    const { signingKey } = this.federation.self(config);
    const [row] = await this.database.query<{ open: number }>(
      `SELECT COUNT(*) AS open FROM claims c WHERE status = 'open' AND NOT EXISTS
       (SELECT 1 FROM statements s WHERE s.claim_id = c.claim_id AND s.type = 'vote' AND s.signer_key = ?)`,
      [signingKey],
    );
    const open = row?.open ?? 0;
    if (open === 0) return null;
    const cases = open === 1 ? 'One case waits' : `${String(open)} cases wait`;
    return `${cases} for the vote of this guardian in ${federation}.`;
  }
}

const vetoWords = (federation: string): string =>
  `An owner has vetoed a claim in ${federation}: either the claimant is an impostor, or somebody else has the owner's device.`;
