import { Injectable } from '@nestjs/common';
import { remember } from '@wardkeep/crypto';
import { newestAnnouncement, type UrlAnnouncement, verifyUrlAnnouncement } from '@wardkeep/protocol';
import { Database, type Tx } from '../../platform/database/database.js';

/** More than a federation has guardians. */
const MOST_REMEMBERED = 64;

/** Newest URL announcement of each signing key that this node has a use for. */
@Injectable()
export class AnnouncementRepository {
  /** By signer, what verifies its announcement: every request to a peer asks for its URLs, and they seldom change. */
  readonly #verifierOf = remember(
    (signerKey) => remember((text) => verifyUrlAnnouncement(text, signerKey), 1),
    MOST_REMEMBERED,
  );

  constructor(private readonly db: Database) {}

  /**
   * Keeps an announcement if it is newer than what is known of its signer.
   *
   * @param tx - Write unit.
   * @param announcement - A verified announcement.
   * @returns Whether it is the newest now.
   */
  async save(tx: Tx, announcement: UrlAnnouncement): Promise<boolean> {
    const { signer, issuedAt } = announcement.body;
    const [known] = await tx.query<{ text: string }>('SELECT text FROM announcements WHERE signer_key = ?', [
      signer.key,
    ]);
    const kept = known === undefined ? null : this.#verifierOf(signer.key)(known.text);
    if (kept !== null && newestAnnouncement(kept, announcement) === kept) return false;
    await tx.execute(
      `INSERT INTO announcements (signer_key, text, issued_at) VALUES (?, ?, ?)
       ON CONFLICT (signer_key) DO UPDATE SET text = excluded.text, issued_at = excluded.issued_at`,
      [signer.key, announcement.text, issuedAt],
    );
    return true;
  }

  /**
   * @param signerKey - A signing key, base64url.
   * @returns Its newest announcement, or null.
   */
  async find(signerKey: string): Promise<UrlAnnouncement | null> {
    const [row] = await this.db.query<{ text: string }>('SELECT text FROM announcements WHERE signer_key = ?', [
      signerKey,
    ]);
    return row === undefined ? null : this.#verifierOf(signerKey)(row.text);
  }

  /**
   * @param signerKeys - Signing keys, base64url, at most 50.
   * @returns The newest announcement of each that has one.
   */
  async findAll(signerKeys: readonly string[]): Promise<UrlAnnouncement[]> {
    const found = await Promise.all(signerKeys.map((key) => this.find(key)));
    return found.filter((announcement) => announcement !== null);
  }

  /**
   * Forgets what only a discarded proposal needed.
   *
   * @param tx - Write unit.
   * @param signerKeys - Signing keys, base64url.
   */
  async remove(tx: Tx, signerKeys: readonly string[]): Promise<void> {
    for (const key of signerKeys) await tx.execute('DELETE FROM announcements WHERE signer_key = ?', [key]);
  }
}
