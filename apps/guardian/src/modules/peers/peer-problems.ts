import { defineProblems } from '../../platform/problem/index.js';

/** Refusals of requests between guardians. */
export const PEER_STATUSES = Object.freeze({
  PEER_CLOCK_SKEW: 401,
  PEER_NONCE_USED: 401,
  PEER_UNAUTHENTICATED: 401,
});

/** Code of a refusal of a request between guardians. */
export type PeerProblemCode = 'PEER_CLOCK_SKEW' | 'PEER_NONCE_USED' | 'PEER_UNAUTHENTICATED';

export const peerProblem = defineProblems<PeerProblemCode>(PEER_STATUSES);
