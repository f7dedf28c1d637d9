export { INVITE_LIMITS, type Invite } from './invite.js';
export { encodeInvite, INVITE_PREFIX, parseInvite } from './invite-code.js';
export { inviteKeyOf, inviteUse, signInviteUse, verifyInviteUse, type InviteUse } from './invite-use.js';
