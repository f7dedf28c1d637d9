import { Injectable } from '@nestjs/common';
import { type MailSettings, MailSettingsRepository } from './mail-settings.repository.js';

/** One message in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** How long a mail server may take for each step, milliseconds. */
const PATIENCE_MS = 15_000;

/** Hands mail to the server that the operators chose. */
@Injectable()
export class Mailer {
  constructor(private readonly settings: MailSettingsRepository) {}

  /**
   * @param settings - Which server.
   * @param mail - What to send.
   * @throws Error with the words of the server or of the network.
   */
  async send(settings: MailSettings, mail: Mail): Promise<void> {
    // Loaded when it is first needed: most nodes send no mail.
    const { createTransport } = await import('nodemailer');
    const { host, port, security, user, password, from } = settings;
    const transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: { minVersion: 'TLSv1.2' },
      ...(user === '' ? {} : { auth: { user, pass: password === null ? '' : this.settings.open(password) } }),
      connectionTimeout: PATIENCE_MS,
      greetingTimeout: PATIENCE_MS,
      socketTimeout: PATIENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({ from, ...mail });
    } finally {
      transport.close();
    }
  }
}
