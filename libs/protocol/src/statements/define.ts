import * as z from 'zod';
import {
  epochField,
  federationIdField,
  generationField,
  indexField,
  signingKeyField,
  timestampField,
} from './fields.js';

/** Who may sign a statement: a node before its federation exists, a guardian, an owner key, or a claim's session key. */
export const signerFields = {
  node: z.strictObject({ role: z.literal('node'), key: signingKeyField }),
  guardian: z.strictObject({ role: z.literal('guardian'), index: indexField, key: signingKeyField }),
  owner: z.strictObject({ role: z.literal('owner'), key: signingKeyField }),
  claimant: z.strictObject({ role: z.literal('claimant'), key: signingKeyField }),
} as const;
export type SignerRole = keyof typeof signerFields;

type Generation<R extends SignerRole> = R extends 'guardian' ? { generation: typeof generationField } : object;

/**
 * Schema of one type of statement: its own fields beside those that every statement has (protocol.md §3).
 * `federationId` is null only in what is signed before the federation exists.
 */
export function defineStatement<const T extends string, R extends SignerRole, S extends z.ZodRawShape>(
  type: T,
  role: R,
  shape: S,
  options: { founding?: boolean } = {},
) {
  const federationId = options.founding === true ? federationIdField.nullable() : federationIdField;
  const generation = (role === 'guardian' ? { generation: generationField } : {}) as Generation<R>;
  return z.strictObject({
    type: z.literal(type),
    version: z.literal(1),
    federationId: federationId as typeof federationIdField,
    epoch: epochField,
    signer: signerFields[role],
    issuedAt: timestampField,
    ...generation,
    ...shape,
  });
}
