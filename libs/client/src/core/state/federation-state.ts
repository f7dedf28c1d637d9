import { envelopeTextField, epochField, federationIdField, timestampField } from '@wardkeep/protocol';
import * as z from 'zod';
import { secretField } from './secret-field.js';

/** A federation that this device has joined. */
export const federationState = z.strictObject({
  federationId: federationIdField,
  /** The verified config chain, founding config first. */
  configs: z.array(envelopeTextField).min(1),
  /** Newest URL announcement of each guardian. */
  announcements: z.array(envelopeTextField),
  /** Never accept a config below this epoch. */
  highestEpoch: epochField,
  joinedAt: timestampField,
  /** When q guardians last said that the config is current. */
  checkedAt: timestampField,
  /** Guardians' declarations that the federation winds down, if any is known. */
  windingDown: z.array(envelopeTextField).optional(),
  /** Enrolment token of the invite, if it had one. */
  token: secretField(16).nullable(),
});
export type FederationState = z.output<typeof federationState>;
