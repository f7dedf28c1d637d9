import * as z from 'zod';
import { invite } from '../statements/federation.js';
import { indexField, timestampField } from '../statements/fields.js';
import { type Shown, shownId } from './shown.js';

const DAY = 86_400;

/** POST /admin/v1/invites */
export const newInvite = z.strictObject({
  /** Owners who may enrol with it. */
  uses: invite.shape.uses.default(1),
  expiresInSeconds: z
    .int()
    .min(60)
    .max(366 * DAY)
    .default(30 * DAY),
  /** Bytes that each owner may store. */
  quotaBytes: invite.shape.quotaBytes.default(64 * 1024 * 1024),
});
export type NewInvite = z.infer<typeof newInvite>;

export const inviteView = z.object({
  inviteId: shownId,
  issuerIndex: indexField,
  uses: z.int(),
  /** Owners who enrolled with it on this node. */
  used: z.int(),
  quotaBytes: z.int(),
  createdAt: timestampField,
  expiresAt: timestampField,
  revokedAt: timestampField.nullable(),
  status: z.enum(['open', 'used-up', 'expired', 'revoked']),
});
export type InviteView = Shown<z.infer<typeof inviteView>>;
/** GET /admin/v1/invites */
export const invitesAnswer = z.object({ invites: z.array(inviteView) });
/** The answer to POST /admin/v1/invites; the code is shown this once. */
export const createdInvite = inviteView.extend({ code: z.string() });
export type CreatedInvite = Shown<z.infer<typeof createdInvite>>;
