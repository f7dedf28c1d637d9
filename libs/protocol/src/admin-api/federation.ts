import * as z from 'zod';
import { LIMITS } from '../limits.js';
import { envelopeTextField, federationPolicies } from '../statements/federation.js';
import { indexField, lineField, statementIdField, timestampField, urlField } from '../statements/fields.js';
import { type Shown, shownId } from './shown.js';

/** PUT /admin/v1/node: what the node's card says, until it has signed a proposal. */
export const nodeRequest = z.strictObject({
  name: lineField(80),
  /** How people reach the guardian to prove who they are. */
  contact: lineField(200),
  urls: z.array(urlField).min(1).max(4),
});
export type NodeRequest = z.infer<typeof nodeRequest>;

/** GET /admin/v1/card, and the answer to PUT /admin/v1/node. */
export const cardAnswer = z.object({
  name: z.string(),
  contact: z.string(),
  signingKey: shownId,
  urls: z.array(z.string()),
  /** The card as text, to be sent or shown as QR code. */
  card: z.string(),
  qr: z.string(),
  /** Whether PUT /admin/v1/node may still change it. */
  isFixed: z.boolean(),
});
export type CardAnswer = Shown<z.infer<typeof cardAnswer>>;

/** Policies of a proposal; what is left out has the protocol's default. */
const proposalPolicies = z.strictObject({
  openEnrolment: federationPolicies.shape.openEnrolment.default(false),
  recoveryDelaySeconds: federationPolicies.shape.recoveryDelaySeconds.default(LIMITS.recoveryDelaySeconds),
  inheritanceWaitingSeconds: federationPolicies.shape.inheritanceWaitingSeconds.default(
    LIMITS.inheritanceWaitingSeconds,
  ),
  payloadBytes: federationPolicies.shape.payloadBytes.default(LIMITS.payloadBytes),
});

/** POST /admin/v1/federation/propose */
export const proposeRequest = z.strictObject({
  name: lineField(80),
  /** Cards as `GET card` shows them, in the order of the indexes; the node's own may be left out and then goes first. */
  cards: z.array(z.string().max(8192)).min(1).max(50),
  /** t; a majority when left out. */
  recoverThreshold: z.int().min(1).max(50).optional(),
  /** q; the same as t when left out. */
  approvalThreshold: z.int().min(1).max(50).optional(),
  policies: proposalPolicies.prefault({}),
});
export type ProposeRequest = z.infer<typeof proposeRequest>;

/** POST /admin/v1/federation/sign, POST /admin/v1/federation/abandon */
export const configChoice = z.strictObject({ configId: statementIdField });
export type ConfigChoice = z.infer<typeof configChoice>;

/** GET /admin/v1/federation/proposal */
export const proposalQuery = z.strictObject({ preflight: z.enum(['true', 'false']).default('true') });
export type ProposalQuery = z.infer<typeof proposalQuery>;

/** POST /admin/v1/federation/urls */
export const urlsRequest = z.strictObject({ urls: z.array(urlField).min(1).max(4) });
export type UrlsRequest = z.infer<typeof urlsRequest>;

/** A guardian of a config. */
export const guardianView = z.object({
  index: indexField,
  name: z.string(),
  contact: z.string(),
  signingKey: shownId,
  sealingKey: z.string(),
  softwareVersion: z.string(),
  urls: z.array(z.string()),
  /** Whether it is this node. */
  self: z.boolean(),
});

export type GuardianView = Shown<z.infer<typeof guardianView>>;

/** A config in full. */
export const configView = z.object({
  configId: shownId,
  federationId: shownId,
  epoch: z.int(),
  name: z.string(),
  recoverThreshold: z.int(),
  approvalThreshold: z.int(),
  policies: federationPolicies,
  guardians: z.array(guardianView),
  /** Twelve words to be read aloud. */
  fingerprint: z.array(z.string()),
});

export type ConfigView = Shown<z.infer<typeof configView>>;

/** A config in the ceremony. */
export const proposalView = configView.extend({
  status: z.enum(['proposed', 'signed', 'sealed', 'refused']),
  /** Index of the guardian who proposed it. */
  proposedBy: indexField,
  proposedAt: timestampField,
  signedAt: timestampField.nullable(),
  sealedAt: timestampField.nullable(),
  /** Indexes of those whose signature is known here, and of all others. */
  signedBy: z.array(indexField),
  missing: z.array(indexField),
  /** Null where it was not asked for, or is no longer needed. */
  preflight: z
    .object({
      passed: z.boolean(),
      failures: z.array(
        z.object({
          code: z.enum(['NO_REPORT', 'VERSION_DIFFERS', 'PEER_UNREACHABLE', 'CLOCK_DIFFERS']),
          /** The guardian that it was seen from, and the one that it was seen of. */
          from: indexField,
          to: indexField,
          detail: z.string(),
        }),
      ),
    })
    .nullable(),
});
export type ProposalView = Shown<z.infer<typeof proposalView>>;
/** GET /admin/v1/federation/proposal */
export const proposalsAnswer = z.object({ proposals: z.array(proposalView) });

/** A copy of the portal as one digest over its files. */
export const portalStanding = z.object({
  /** Null where a node serves no portal, or has not said. */
  digest: z.string().nullable(),
  checkedAt: timestampField.nullable(),
  /** Whether it is the copy that this node serves; null where either is unknown. */
  matches: z.boolean().nullable(),
});

export type PortalStanding = Shown<z.infer<typeof portalStanding>>;

/** What this node knows of another guardian's node. */
export const peerView = z.object({
  index: indexField,
  name: z.string(),
  urls: z.array(z.string()),
  /** Null before the first request of this start. */
  reachable: z.boolean().nullable(),
  lastSeenAt: timestampField.nullable(),
  /** Its clock minus this node's, milliseconds. */
  clockDifferenceMs: z.int().nullable(),
  latencyMs: z.int().nullable(),
  softwareVersion: z.string().nullable(),
  /** Code of what went wrong when it was asked just now. */
  problem: z.string().nullable(),
  portal: portalStanding,
});

export type PeerView = Shown<z.infer<typeof peerView>>;

/** Who has declared that the federation winds down. It does, from the moment that enough of them have. */
export const windingDownView = z.object({
  inForceSince: timestampField.nullable(),
  declaredBy: z.array(indexField),
  needed: z.int(),
  /** Whether this guardian has declared it. */
  declaredHere: z.boolean(),
});
export type WindingDownView = Shown<z.infer<typeof windingDownView>>;

/** GET /admin/v1/federation */
export const federationStatus = z.object({
  sealed: z.boolean(),
  /** Whether this node has caught up with its peers since it started, and so votes, tickets and releases. */
  acting: z.boolean(),
  /** Index of this node; null before the federation is sealed. */
  self: indexField.nullable(),
  config: configView.nullable(),
  peers: z.array(peerView),
  node: z.object({ softwareVersion: z.string(), time: timestampField, portal: portalStanding }),
  windingDown: windingDownView.nullable(),
});
export type FederationStatus = Shown<z.infer<typeof federationStatus>>;

/** GET /admin/v1/federation/history: every config that was in force, the newest first. */
export const configHistoryAnswer = z.object({
  configs: z.array(
    configView.extend({
      sealedAt: timestampField.nullable(),
      /** The envelope byte for byte, with all signatures. */
      text: envelopeTextField,
    }),
  ),
});
export type ConfigHistoryAnswer = Shown<z.infer<typeof configHistoryAnswer>>;

/** POST /admin/v1/federation/wind-down: this guardian's declaration; it cannot be taken back. */
export const windDownRequest = z.strictObject({
  /** Name of the federation, typed by the operator. */
  name: lineField(80),
});
export type WindDownRequest = z.infer<typeof windDownRequest>;

/** GET /admin/v1/members: what this node keeps; it has no names. */
export const membersAnswer = z.object({
  /** Backups of which a version is committed. */
  backups: z.int(),
  owners: z.int(),
  committedVersions: z.int(),
  stagedVersions: z.int(),
  quarantined: z.int(),
  /** Backups that at least one guardian gave no receipt for and has not been delivered since. */
  underHeld: z.int(),
  /** Committed backups whose parts this node does not hold. */
  notHeld: z.int(),
  payloads: z.int(),
  storedBytes: z.int(),
  freeBytes: z.int().nullable(),
  byInvite: z.array(
    z.object({
      /** Null for owners who enrolled without one. */
      inviteId: z.string().nullable(),
      owners: z.int(),
      backups: z.int(),
      storedBytes: z.int(),
    }),
  ),
});
export type MembersAnswer = Shown<z.infer<typeof membersAnswer>>;

/** GET /v1/portal: the files that a node serves as portal, and their digest. */
export const portalAnswer = z.object({
  digest: z.string(),
  files: z.array(z.object({ path: z.string(), sha256: z.string() })),
});
export type PortalAnswer = Shown<z.infer<typeof portalAnswer>>;
