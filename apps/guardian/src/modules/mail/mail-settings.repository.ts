import { Injectable } from '@nestjs/common';
import { decodeBase64url, encodeBase64url, utf8 } from '@wardkeep/crypto';
import { MAIL_SECURITY } from '@wardkeep/protocol';
import { z } from 'zod';
import { Database, type Tx } from '../../platform/database/database.js';
import { Keystore } from '../../platform/keystore/keystore.js';

const SETTING = 'mail';
const CONTEXT = 'settings/mail/password';

const Stored = z.object({
  host: z.string(),
  port: z.int(),
  security: z.enum(MAIL_SECURITY),
  user: z.string(),
  from: z.string(),
  /** Encrypted at rest; null where the server asks for none. */
  password: z.object({ epoch: z.int(), sealed: z.string() }).nullable(),
});

/** How mail is sent, the password still sealed. */
export type MailSettings = z.infer<typeof Stored>;

/** The settings of mail in the node's database. */
@Injectable()
export class MailSettingsRepository {
  constructor(
    private readonly database: Database,
    private readonly keystore: Keystore,
  ) {}

  /** @returns The settings, or null where mail is off. */
  async find(): Promise<MailSettings | null> {
    const [row] = await this.database.query<{ value: string }>('SELECT value FROM settings WHERE key = ?', [SETTING]);
    return row === undefined ? null : Stored.parse(JSON.parse(row.value));
  }

  /** Replaces the settings; null turns mail off. */
  async save(tx: Tx, settings: MailSettings | null): Promise<void> {
    await tx.execute('DELETE FROM settings WHERE key = ?', [SETTING]);
    if (settings !== null) await tx.insert('settings', { key: SETTING, value: JSON.stringify(settings) });
  }

  /** Encrypts a password for {@link MailSettings}. */
  seal(password: string): NonNullable<MailSettings['password']> {
    const epoch = Math.max(...this.keystore.epochs);
    return { epoch, sealed: encodeBase64url(this.keystore.encryptAtRest(epoch, CONTEXT, utf8(password))) };
  }

  /** The password as the mail server wants it. */
  open({ epoch, sealed }: NonNullable<MailSettings['password']>): string {
    const secret = this.keystore.decryptAtRest(epoch, CONTEXT, decodeBase64url(sealed));
    try {
      return Buffer.from(secret.reveal()).toString('utf8');
    } finally {
      secret.wipe();
    }
  }
}
