import { Injectable, type OnModuleInit } from '@nestjs/common';
import { encodeBase64url } from '@wardkeep/crypto';
import {
  type Body,
  type CardBundle,
  type GuardianCard,
  isProtocolError,
  type NodeRequest,
  PROTOCOL_VERSION,
  signStatement,
  type UrlAnnouncement,
  verifyCard,
  verifyUrlAnnouncement,
} from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { NodeConfig } from '../../platform/config/node-config.js';
import { Database, type Tx } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { Keystore } from '../../platform/keystore/keystore.js';
import { fromInput } from '../../platform/problem/index.js';
import { StartError } from '../../platform/start-error.js';
import { AnnouncementRepository } from '../peers/announcement.repository.js';
import { federationProblem } from './federation-problems.js';
import { SOFTWARE_VERSION } from './software-version.js';

/** Key of the setting that keeps the card. */
export const CARD = 'guardian-card';
/** The `publicUrl` that was announced last because `node.json` named it. */
const ANNOUNCED_URL = 'announced-url';

/**
 * This node's signed self-description and the URLs under which it answers. The card is made once; URLs are announced again
 * whenever they change.
 */
@Injectable()
export class OwnCardService implements OnModuleInit {
  #card: GuardianCard | undefined;

  constructor(
    private readonly config: NodeConfig,
    private readonly db: Database,
    private readonly keystore: Keystore,
    private readonly clock: Clock,
    private readonly announcements: AnnouncementRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws StartError CONFIG_INVALID when name, contact or URL do not fit into a card. */
  async onModuleInit(): Promise<void> {
    this.#card = await this.#findOrMakeCard();
    const { publicUrl } = this.config.file;
    if ((await this.#setting(ANNOUNCED_URL)) === publicUrl) return;
    const announcement = await this.#checked(() => this.announce([publicUrl]));
    await this.db.write(async (tx) => {
      await this.announcements.save(tx, announcement);
      await tx.execute(
        'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [ANNOUNCED_URL, publicUrl],
      );
    });
  }

  /** This node's card. */
  get card(): GuardianCard {
    if (this.#card === undefined) throw new Error('node has no card before its modules are initialised');
    return this.#card;
  }

  /** This node's signing key, base64url: what the ceremony knows it by. */
  get key(): string {
    return this.card.body.signer.key;
  }

  /**
   * Makes another card and announces other URLs, as long as no config with the present card is signed.
   *
   * @param operator - Who does it.
   * @param request - Name, contact and URLs.
   * @throws ProblemError NODE_FIXED once this node has signed a config.
   */
  async replace(operator: OperatorCaller, { name, contact, urls }: NodeRequest): Promise<void> {
    const announcement = await fromInput(() => this.announce(urls));
    const card = this.#makeCard(name, contact);
    await this.db.write(async (tx) => {
      if (await this.#isFixed(tx)) {
        throw federationProblem('NODE_FIXED', 'card is part of a config that this node has signed');
      }
      await tx.execute('UPDATE settings SET value = ? WHERE key = ?', [card.text, CARD]);
      await this.announcements.save(tx, announcement);
      await this.audit.record(tx, operator, 'node.card', name);
    });
    this.#card = verifyCard(card.text);
  }

  /** @returns Whether the card is part of a config that this node has signed. */
  isFixed(): Promise<boolean> {
    return this.#isFixed(this.db);
  }

  /** @returns The card with the newest URLs: what is shown as QR or string. */
  async bundle(): Promise<CardBundle> {
    const announcement = await this.announcements.find(this.key);
    if (announcement === null) throw new Error('node has announced no url');
    return { card: this.card, announcement };
  }

  /**
   * Signs an announcement that is newer than all before it, whatever the clock says. It is not stored yet.
   *
   * @param urls - One to four, in order of preference.
   * @throws ProtocolError STATEMENT_MALFORMED when a URL is not one that a node may have.
   */
  async announce(urls: readonly string[]): Promise<UrlAnnouncement> {
    const last = await this.announcements.find(this.key);
    const issuedAt = Math.max(this.clock.now(), (last?.body.issuedAt ?? -1) + 1);
    const { text } = this.#sign('url-announcement', { urls: [...urls], issuedAt });
    return verifyUrlAnnouncement(text, this.key);
  }

  async #findOrMakeCard(): Promise<GuardianCard> {
    const known = await this.#setting(CARD);
    if (known !== null) return verifyCard(known);
    const { name, contact, publicUrl } = this.config.file;
    const made = await this.#checked(() =>
      this.#makeCard(name.normalize('NFC'), contact.trim().normalize('NFC') || publicUrl),
    );
    await this.db.write((tx) => tx.insert('settings', { key: CARD, value: made.text }, 'ignore'));
    // Another process of this guardian may have been first.
    return verifyCard((await this.#setting(CARD)) ?? made.text);
  }

  #makeCard(name: string, contact: string) {
    return this.#sign('guardian-card', {
      issuedAt: this.clock.now(),
      name,
      sealingKey: encodeBase64url(this.keystore.sealingKeyPair(1).publicKey),
      instanceKey: encodeBase64url(this.keystore.instanceKey.publicKey),
      contact,
      softwareVersion: SOFTWARE_VERSION,
      protocolVersion: PROTOCOL_VERSION,
    });
  }

  async #isFixed(reader: Pick<Tx, 'query'>): Promise<boolean> {
    const sql = "SELECT config_id FROM federation_configs WHERE status IN ('signed', 'sealed') LIMIT 1";
    return (await reader.query(sql)).length > 0;
  }

  #sign(type: 'guardian-card' | 'url-announcement', fields: object) {
    const key = this.keystore.signingKey(1);
    const signer = { role: 'node', key: encodeBase64url(key.publicKey) };
    const body = { type, version: 1, federationId: null, epoch: 1, signer, ...fields };
    return signStatement(body as unknown as Body<typeof type>, key);
  }

  async #setting(key: string): Promise<string | null> {
    const [row] = await this.db.query<{ value: string }>('SELECT value FROM settings WHERE key = ?', [key]);
    return row?.value ?? null;
  }

  async #checked<T>(make: () => T | Promise<T>): Promise<T> {
    try {
      return await make();
    } catch (cause) {
      if (!isProtocolError(cause)) throw cause;
      throw new StartError('CONFIG_INVALID', `name, contact or publicUrl of node.json: ${cause.message}`, { cause });
    }
  }
}
