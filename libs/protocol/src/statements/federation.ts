import * as z from 'zod';
import { LIMITS } from '../limits.js';
import { defineStatement } from './define.js';
import {
  inviteIdField,
  lineField,
  nonceField,
  perGuardian,
  sealingKeyField,
  signingKeyField,
  statementIdField,
  timestampField,
  urlField,
} from './fields.js';

/** A statement inside another one travels as its canonical text. */
export const envelopeTextField = z.string().min(2).max(LIMITS.statementBytes);

/** A node's signed self-description; `federationId` is null (protocol.md §4). */
export const guardianCard = defineStatement(
  'guardian-card',
  'node',
  {
    name: lineField(80),
    sealingKey: sealingKeyField,
    instanceKey: signingKeyField,
    /** How people reach the guardian to prove who they are. */
    contact: lineField(200),
    softwareVersion: lineField(40),
    protocolVersion: z.literal(1),
  },
  { founding: true },
);

/** Where the holder of a signing key answers; the newest wins. `federationId` is null. */
export const urlAnnouncement = defineStatement(
  'url-announcement',
  'node',
  { urls: z.array(urlField).min(1).max(4) },
  { founding: true },
);

/** Rules that all guardians of a federation keep. */
export const federationPolicies = z.strictObject({
  /** Whether owners may enrol without a token. */
  openEnrolment: z.boolean(),
  /** Delay of the recovery path where a backup's own policy names none, seconds. */
  recoveryDelaySeconds: z
    .int()
    .min(0)
    .max(366 * 86_400),
  /** Waiting period of the inheritance path where a backup's own policy names none, seconds. */
  inheritanceWaitingSeconds: z
    .int()
    .min(0)
    .max(3660 * 86_400),
  /** Largest payload of one backup, bytes. */
  payloadBytes: z.int().min(1024).max(LIMITS.payloadBytes),
});
export type FederationPolicies = z.infer<typeof federationPolicies>;

/**
 * The members and rules of a federation in one epoch. Signed by every guardian in it; in the founding config
 * `federationId` and `previous` are null and its statement id becomes the federationId.
 */
export const federationConfig = defineStatement(
  'federation-config',
  'guardian',
  {
    name: lineField(80),
    previous: statementIdField.nullable(),
    recoverThreshold: z.int().min(1).max(50),
    approvalThreshold: z.int().min(1).max(50),
    policies: federationPolicies,
    guardians: perGuardian({ card: envelopeTextField }),
  },
  { founding: true },
);

/** "Epoch e is current", for one client's nonce. */
export const currency = defineStatement('currency', 'guardian', { nonce: nonceField, configId: statementIdField });

/** An invite made by one guardian, honoured by all. The token itself is only in the invite code. */
export const invite = defineStatement('invite', 'guardian', {
  inviteId: inviteIdField,
  /** Public key of the enrolment token; whoever enrols signs with the private one (`signInviteUse`). */
  tokenKey: signingKeyField,
  uses: z.int().min(1).max(100_000),
  expiresAt: timestampField,
  /** Bytes that one owner key may store with this invite. */
  quotaBytes: z
    .int()
    .min(1024)
    .max(1024 * LIMITS.payloadBytes),
});

/** Ends an invite; any guardian may sign it. */
export const inviteRevocation = defineStatement('invite-revocation', 'guardian', { inviteId: inviteIdField });

/** A guardian declares that the federation winds down; in force when q of them have. */
export const windingDown = defineStatement('winding-down', 'guardian', { configId: statementIdField });
