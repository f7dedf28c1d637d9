export { INVITE_LIMITS, type Invite } from './invite.js';
export { encodeInvite, INVITE_PREFIX, parseInvite } from './invite-code.js';
