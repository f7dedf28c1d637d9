import * as z from 'zod';
import { timestampField } from '../statements/fields.js';
import type { Shown } from './shown.js';

/** How a mail server is spoken with: TLS from the first byte, TLS after STARTTLS, or none (loopback only). */
export const MAIL_SECURITY = ['tls', 'starttls', 'none'] as const;

const shape = {
  host: z.string().trim().min(1).max(253),
  port: z.int().min(1).max(65535),
  security: z.enum(MAIL_SECURITY),
  /** Empty for a server that asks for none. */
  user: z.string().max(254),
  from: z.email().max(254),
};

/** PUT /admin/v1/mail; null turns mail off. Without `password` the one that is kept stays. */
export const mailRequest = z.strictObject({
  settings: z.strictObject({ ...shape, password: z.string().max(1024).optional() }).nullable(),
});
export type MailRequest = z.infer<typeof mailRequest>;

/** GET /admin/v1/mail, and the answer to PUT. The password is never shown. */
export const mailAnswer = z.object({
  settings: z.object({ ...shape, hasPassword: z.boolean() }).nullable(),
  /** Mail that waits to be sent. */
  waiting: z.int(),
  /** What the mail server said last when it did not take one. */
  lastError: z.string().nullable(),
});
export type MailAnswer = Shown<z.infer<typeof mailAnswer>>;

/** POST /admin/v1/mail/test: sends one at once and says how it went. */
export const mailTestRequest = z.strictObject({ to: z.email().max(254) });
export type MailTestRequest = z.infer<typeof mailTestRequest>;
export const mailTestAnswer = z.object({ sentAt: timestampField });
export type MailTestAnswer = Shown<z.infer<typeof mailTestAnswer>>;
