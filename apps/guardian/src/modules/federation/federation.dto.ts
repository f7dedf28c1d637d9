import { federationPolicies, LIMITS, lineField, statementIdField, urlField } from '@wardkeep/protocol';
import { z } from 'zod';

/** Policies of a proposal; what is left out has the protocol's default. */
const ProposalPolicies = z.strictObject({
  openEnrolment: federationPolicies.shape.openEnrolment.default(false),
  recoveryDelaySeconds: federationPolicies.shape.recoveryDelaySeconds.default(LIMITS.recoveryDelaySeconds),
  inheritanceWaitingSeconds: federationPolicies.shape.inheritanceWaitingSeconds.default(
    LIMITS.inheritanceWaitingSeconds,
  ),
  payloadBytes: federationPolicies.shape.payloadBytes.default(LIMITS.payloadBytes),
});

/** `POST federation/propose` */
export const ProposeRequest = z.strictObject({
  name: lineField(80),
  /** Cards as `GET card` shows them, in the order of the indexes; the node's own may be left out and then goes first. */
  cards: z.array(z.string().max(8192)).min(1).max(50),
  /** t; a majority when left out. */
  recoverThreshold: z.int().min(1).max(50).optional(),
  /** q; the same as t when left out. */
  approvalThreshold: z.int().min(1).max(50).optional(),
  policies: ProposalPolicies.prefault({}),
});
/** `POST federation/propose` */
export type ProposeRequest = z.infer<typeof ProposeRequest>;

/** `POST federation/sign`, `POST federation/abandon` */
export const ConfigChoice = z.strictObject({ configId: statementIdField });
/** `POST federation/sign`, `POST federation/abandon` */
export type ConfigChoice = z.infer<typeof ConfigChoice>;

/** `GET federation/proposal` */
export const ProposalQuery = z.strictObject({ preflight: z.enum(['true', 'false']).default('true') });
/** `GET federation/proposal` */
export type ProposalQuery = z.infer<typeof ProposalQuery>;

/** `POST federation/urls` */
export const UrlsRequest = z.strictObject({ urls: z.array(urlField).min(1).max(4) });
/** `POST federation/urls` */
export type UrlsRequest = z.infer<typeof UrlsRequest>;
