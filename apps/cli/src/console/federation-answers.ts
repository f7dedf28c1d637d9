import { z } from 'zod';

/** Zod objects here let further members through unread: a newer node may say more. */
const guardian = z.object({
  index: z.int(),
  name: z.string(),
  contact: z.string(),
  signingKey: z.string(),
  softwareVersion: z.string(),
  urls: z.array(z.string()),
  self: z.boolean(),
});
export type GuardianAnswer = z.infer<typeof guardian>;

const config = z.object({
  configId: z.string(),
  federationId: z.string(),
  epoch: z.int(),
  name: z.string(),
  recoverThreshold: z.int(),
  approvalThreshold: z.int(),
  policies: z.object({
    openEnrolment: z.boolean(),
    recoveryDelaySeconds: z.int(),
    inheritanceWaitingSeconds: z.int(),
    payloadBytes: z.int(),
  }),
  guardians: z.array(guardian),
  fingerprint: z.array(z.string()).length(12),
});
export type ConfigAnswer = z.infer<typeof config>;

/** A config in the ceremony. */
export const proposalAnswer = config.extend({
  status: z.enum(['proposed', 'signed', 'sealed', 'refused']),
  proposedBy: z.int(),
  signedBy: z.array(z.int()),
  missing: z.array(z.int()),
  preflight: z
    .object({ passed: z.boolean(), failures: z.array(z.object({ code: z.string(), detail: z.string() })) })
    .nullable(),
});
export type ProposalAnswer = z.infer<typeof proposalAnswer>;

/** `GET /admin/v1/federation/proposal` */
export const proposalsAnswer = z.object({ proposals: z.array(proposalAnswer) });

/** `POST /admin/v1/federation/wind-down` */
export const windingDownAnswer = z.object({
  inForceSince: z.number().nullable(),
  declaredBy: z.array(z.int()),
  needed: z.int(),
  declaredHere: z.boolean(),
});
export type WindingDownAnswer = z.infer<typeof windingDownAnswer>;

/** `GET /admin/v1/federation` */
export const federationAnswer = z.object({
  sealed: z.boolean(),
  acting: z.boolean(),
  self: z.int().nullable(),
  config: config.nullable(),
  peers: z.array(
    z.object({
      index: z.int(),
      name: z.string(),
      urls: z.array(z.string()),
      problem: z.string().nullable(),
      lastSeenAt: z.number().nullable().optional(),
      clockDifferenceMs: z.number().nullable().optional(),
    }),
  ),
  windingDown: windingDownAnswer.nullable().optional(),
});
export type FederationAnswer = z.infer<typeof federationAnswer>;

/** `GET /admin/v1/card` */
export const cardAnswer = z.object({
  name: z.string(),
  signingKey: z.string(),
  urls: z.array(z.string()),
  card: z.string(),
  qr: z.string(),
});
