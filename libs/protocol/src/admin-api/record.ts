import * as z from 'zod';
import { indexField, timestampField } from '../statements/fields.js';
import { isStatementType } from '../statements/registry.js';
import { type Shown, shownId } from './shown.js';

/** GET /admin/v1/log: leaves from index `after` on, of one type, signer or statement if asked for. */
export const logQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  type: z.string().max(40).refine(isStatementType, 'must be a type of statement').optional(),
  /** Index of the guardian who signed. */
  guardian: z.coerce.number().int().min(1).max(255).optional(),
  /** Id of the statement, or of the claim, manifest or backup that it is about. */
  about: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22,43}$/)
    .optional(),
});
export type LogQuery = z.infer<typeof logQuery>;

export const logEntry = z.object({
  index: z.int(),
  id: shownId,
  type: z.string(),
  signerKey: z.string(),
  signerIndex: indexField.nullable(),
  origin: z.string(),
  receivedAt: timestampField,
  /** The statement's envelope, byte for byte: what is hashed into the tree. */
  text: z.string(),
});
/** `size` counts the leaves of the whole log. */
export const logAnswer = z.object({ entries: z.array(logEntry), size: z.int() });
export type LogAnswer = Shown<z.infer<typeof logAnswer>>;

/** GET /admin/v1/log/checkpoint */
export const checkpointAnswer = z.object({ size: z.int(), note: z.string(), createdAt: timestampField });
export type CheckpointAnswer = Shown<z.infer<typeof checkpointAnswer>>;

/**
 * A line of GET /admin/v1/log/export (`application/x-ndjson`): first the checkpoint, then all leaves that it covers, in
 * order. The checkpoint's root is recomputed from the texts.
 */
export const logExportLine = z.union([
  z.strictObject({ checkpoint: z.string(), size: z.int() }),
  z.strictObject({ index: z.int(), text: z.string() }),
]);
export type LogExportLine = z.infer<typeof logExportLine>;

/** GET /admin/v1/log/equivocations */
export const equivocationsAnswer = z.object({
  equivocations: z.array(
    z.object({
      conflictKey: z.string(),
      signerKey: z.string(),
      seenAt: timestampField,
      /** The two envelopes. */
      first: z.string(),
      second: z.string(),
    }),
  ),
});
export type EquivocationsAnswer = Shown<z.infer<typeof equivocationsAnswer>>;

/** What the web app should ask for again. */
export const ADMIN_EVENT_KINDS = ['cases', 'case', 'federation', 'invites', 'peers', 'log', 'operators'] as const;
/** One message of GET /admin/v1/events (`text/event-stream`). */
export const adminEvent = z.object({
  kind: z.enum(ADMIN_EVENT_KINDS),
  /** The claim, where `kind` is `case`. */
  id: z.string().optional(),
});
export type AdminEvent = z.infer<typeof adminEvent>;
