import { z } from 'zod';

/** An invite as a node knows it. */
export const inviteAnswer = z.object({
  inviteId: z.string(),
  issuerIndex: z.int(),
  uses: z.int(),
  used: z.int(),
  quotaBytes: z.number(),
  createdAt: z.number(),
  expiresAt: z.number(),
  status: z.enum(['open', 'used-up', 'expired', 'revoked']),
});

/** `POST /admin/v1/invites`; the code is shown this once. */
export const newInviteAnswer = inviteAnswer.extend({ code: z.string() });

/** `GET /admin/v1/invites` */
export const invitesAnswer = z.object({ invites: z.array(inviteAnswer) });
