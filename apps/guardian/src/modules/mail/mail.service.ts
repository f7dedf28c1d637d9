import { Injectable } from '@nestjs/common';
import type { MailAnswer, MailRequest } from '@wardkeep/protocol';
import { AuditTrail } from '../../platform/audit/audit-trail.js';
import { Clock } from '../../platform/clock/clock.js';
import { isLoopback } from '../../platform/config/node-config.js';
import { Database } from '../../platform/database/database.js';
import type { OperatorCaller } from '../../platform/http/index.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { defineProblems } from '../../platform/problem/index.js';
import { MailNotices } from './mail-notices.js';
import { type MailSettings, MailSettingsRepository } from './mail-settings.repository.js';
import { Mailer } from './mailer.js';

const refuse = defineProblems<'MAIL_INSECURE' | 'MAIL_NOT_SET' | 'MAIL_REFUSED'>({
  MAIL_INSECURE: 422,
  MAIL_NOT_SET: 409,
  MAIL_REFUSED: 502,
});

/** Which mail server the node uses. */
@Injectable()
export class MailService {
  constructor(
    private readonly database: Database,
    private readonly settings: MailSettingsRepository,
    private readonly mailer: Mailer,
    private readonly notices: MailNotices,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @returns The settings without the password, and how mail gets on. */
  async describe(): Promise<MailAnswer> {
    const settings = await this.settings.find();
    return { settings: settings === null ? null : shown(settings), ...(await this.outbox.describe('mail')) };
  }

  /**
   * Chooses a mail server, or none.
   *
   * @param operator - Who does it.
   * @param request - Server; the password that is kept stays where none is given for the same server and user.
   * @throws ProblemError MAIL_INSECURE.
   */
  async set(operator: OperatorCaller, { settings }: MailRequest): Promise<MailAnswer> {
    if (settings?.security === 'none' && !isLoopback(settings.host)) {
      throw refuse('MAIL_INSECURE', 'only a mail server on this machine may be spoken with in the clear');
    }
    const kept = settings?.password === undefined ? await this.#keptPassword(settings) : null;
    await this.database.write(async (tx) => {
      if (settings === null) await this.settings.save(tx, null);
      else {
        const { password, ...server } = settings;
        const sealed = password === undefined || password === '' ? kept : this.settings.seal(password);
        await this.settings.save(tx, { ...server, password: sealed });
        await this.notices.begin(tx);
      }
      await this.audit.record(tx, operator, 'mail.settings', settings?.host ?? '');
    });
    return this.describe();
  }

  /**
   * Sends a message at once.
   *
   * @param operator - Who does it.
   * @param to - Address.
   * @returns When the server took it, milliseconds since the Unix epoch.
   * @throws ProblemError MAIL_NOT_SET, or MAIL_REFUSED with the words of the server.
   */
  async test(operator: OperatorCaller, to: string): Promise<number> {
    const settings = await this.settings.find();
    if (settings === null) throw refuse('MAIL_NOT_SET', 'choose a mail server first');
    try {
      const text = 'This is what mail from your guardian looks like. It never says who claims to be whom.\n';
      await this.mailer.send(settings, { to, subject: 'Test from your Wardkeep guardian', text });
    } catch (error) {
      const words = error instanceof Error ? error.message : 'no answer';
      throw refuse('MAIL_REFUSED', `mail server: ${words.slice(0, 200)}`);
    }
    await this.database.write((tx) => this.audit.record(tx, operator, 'mail.test', to));
    return this.clock.now();
  }

  /** A password must not follow to another server, whose operator would then learn it. */
  async #keptPassword(settings: MailRequest['settings']): Promise<MailSettings['password']> {
    const before = await this.settings.find();
    return before !== null && before.host === settings?.host && before.user === settings.user ? before.password : null;
  }
}

function shown({ password, ...server }: MailSettings): NonNullable<MailAnswer['settings']> {
  return { ...server, hasPassword: password !== null };
}
