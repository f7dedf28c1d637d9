import {
  backupIdField,
  backupVersionField,
  base64urlUpTo,
  envelopeTextField,
  federationIdField,
  LIMITS,
  perGuardian,
  sealedField,
  signingKeyField,
  timestampField,
} from '@wardkeep/protocol';
import * as z from 'zod';
import { secretField } from './secret-field.js';

/** An owner key of this device. */
export const ownerState = z.strictObject({
  federationId: federationIdField,
  key: signingKeyField,
  seed: secretField(32),
  createdAt: timestampField,
});
export type OwnerState = z.output<typeof ownerState>;

/** A committed backup of this device's owner. */
export const backupState = z.strictObject({
  federationId: federationIdField,
  backupId: backupIdField,
  backupVersion: backupVersionField,
  ownerKey: signingKeyField,
  /** What the person calls it. */
  label: z.string().max(200),
  manifest: envelopeTextField,
  epochPart: envelopeTextField,
  policy: envelopeTextField,
  /** Receipts so far; fewer than n means under-held. */
  receipts: perGuardian({ receipt: envelopeTextField }),
  committedAt: timestampField,
  /** When guardians drop it, once the owner has given it up. */
  endsAt: timestampField.optional(),
});
export type BackupState = z.output<typeof backupState>;

/** An enrolment on its way: everything needed to go on after the device died, nothing that opens the backup. */
export const enrolmentState = z.strictObject({
  federationId: federationIdField,
  backupId: backupIdField,
  backupVersion: backupVersionField,
  ownerKey: signingKeyField,
  label: z.string().max(200),
  manifest: envelopeTextField,
  epochPart: envelopeTextField,
  policy: envelopeTextField,
  parcels: perGuardian({ parcel: sealedField }),
  payload: base64urlUpTo(LIMITS.payloadBytes),
  receipts: perGuardian({ receipt: envelopeTextField }),
  /** The signed commit, once there were receipts enough. */
  commit: envelopeTextField.nullable(),
  startedAt: timestampField,
});
export type EnrolmentState = z.output<typeof enrolmentState>;
