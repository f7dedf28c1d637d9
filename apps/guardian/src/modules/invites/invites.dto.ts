import { invite, inviteIdField } from '@wardkeep/protocol';
import { z } from 'zod';

const DAY = 86_400;

/** `POST invites` */
export const NewInvite = z.strictObject({
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
/** `POST invites` */
export type NewInvite = z.infer<typeof NewInvite>;

/** Id of an invite. */
export const InviteIdParam = inviteIdField;
