import { defineProblems } from '../../platform/problem/index.js';

/** Refusals of what operators do with invites. */
export type InviteProblemCode = 'INVITE_CLOSED' | 'INVITE_NOT_FOUND';

export const inviteProblem = defineProblems<InviteProblemCode>({ INVITE_CLOSED: 409, INVITE_NOT_FOUND: 404 });
