import {
  attemptField,
  backupIdField,
  envelopeTextField,
  federationIdField,
  pathField,
  perGuardian,
  pointField,
  sealedField,
  statementIdField,
  timestampField,
} from '@wardkeep/protocol';
import * as z from 'zod';
import { secretField } from './secret-field.js';

/** One guess, stored before any ticket is asked for, so that a device that dies goes on with the same α. */
export const attemptState = z.strictObject({
  manifestId: statementIdField,
  path: pathField,
  attempt: attemptField,
  alpha: pointField,
  blind: secretField(32),
  status: z.enum(['ticketing', 'wrong', 'right']),
});
export type AttemptState = z.output<typeof attemptState>;

/** The owner key that a released claim installs, stored before it is sent, so that a device that dies installs the same. */
export const takeOverState = z.strictObject({
  backupId: backupIdField,
  seed: secretField(32),
  statement: envelopeTextField,
});
export type TakeOverState = z.output<typeof takeOverState>;

/** A claim that this device has opened. */
export const claimState = z.strictObject({
  federationId: federationIdField,
  claimId: statementIdField,
  claim: envelopeTextField,
  parcels: perGuardian({ sealed: sealedField }),
  /** Seeds of the session keys (Ed25519 and X25519). */
  signingSeed: secretField(32),
  sealingSeed: secretField(32),
  /** Of the claimed identity, for enrolling again after the recovery. */
  lookupId: secretField(32),
  openedAt: timestampField,
  attempts: z.array(attemptState),
  takeOvers: z.array(takeOverState),
});
export type ClaimState = z.output<typeof claimState>;
