import * as z from 'zod';
import { envelopeTextField } from '../statements/federation.js';
import {
  base64urlUpTo,
  digestField,
  epochField,
  perGuardian,
  statementIdField,
  timestampField,
} from '../statements/fields.js';
import { LIMITS } from '../limits.js';
import { sealedField } from './public.js';

/** A statement on its way between nodes, with what travels beside it. */
export const carriedStatement = z.strictObject({
  text: envelopeTextField,
  /** Parcels beside a claim. */
  parcels: perGuardian({ sealed: sealedField }).optional(),
});
export type CarriedStatement = z.infer<typeof carriedStatement>;

/** POST /peer/v1/offer: "I have these"; answered with those that are missing here. */
export const offerBody = z.strictObject({ ids: z.array(statementIdField).max(1000) });
export const offerAnswer = z.object({ wanted: z.array(statementIdField).max(1000) });

/** POST /peer/v1/push */
export const pushBody = z.strictObject({ statements: z.array(carriedStatement).max(256) });
export const pushAnswer = z.object({
  results: z.array(z.object({ id: z.string(), accepted: z.boolean(), code: z.string().optional() })),
});

/** POST /peer/v1/pull: all shared statements after a cursor, which is an index into the answering node's log. */
export const pullBody = z.strictObject({ after: z.int().min(0), limit: z.int().min(1).max(256) });
export const pullAnswer = z.object({
  statements: z.array(carriedStatement),
  /** Cursor to go on from. */
  next: z.int().min(0),
  /** Whether `next` is the end of the log. */
  end: z.boolean(),
});

/** POST /peer/v1/parcel: enrolment of an owner whose device did not reach this guardian. */
export const deliveryBody = z.strictObject({
  manifest: envelopeTextField,
  epochPart: envelopeTextField,
  policy: envelopeTextField,
  commit: envelopeTextField,
  parcel: sealedField,
  payload: base64urlUpTo(LIMITS.payloadBytes),
});
export const deliveryAnswer = z.object({ receipt: envelopeTextField });

/** POST /peer/v1/evidence: one piece of evidence by the digest of its ciphertext. */
export const peerEvidenceBody = z.strictObject({ claimId: statementIdField, digest: digestField });
export const peerEvidenceAnswer = z.object({ ciphertext: base64urlUpTo(LIMITS.evidenceBytes) });

/** GET /peer/v1/hello: who answers, for preflight and status; unsigned, so that a proposed member can be reached. */
export const helloAnswer = z.object({
  card: envelopeTextField,
  announcement: envelopeTextField,
  protocolVersion: z.int(),
  softwareVersion: z.string(),
  time: timestampField,
  /** Epoch of the current config, null before the federation is sealed. */
  epoch: epochField.nullable(),
  configId: statementIdField.nullable(),
});
export type HelloAnswer = z.infer<typeof helloAnswer>;

/** POST /ceremony/v1/proposal: a config signed by its proposer, with every member's URL announcement. */
export const proposalBody = z.strictObject({
  config: envelopeTextField,
  announcements: z.array(envelopeTextField).min(1).max(50),
});
/** POST /ceremony/v1/signatures: the config with the signatures that the sender has; answered with those known here. */
export const ceremonySignaturesBody = z.strictObject({ config: envelopeTextField });
export const ceremonyAnswer = z.object({ config: envelopeTextField });

/** POST /ceremony/v1/preflight: "can you reach these members, and what is your time?" */
export const preflightBody = z.strictObject({ configId: statementIdField });
export const preflightAnswer = z.object({
  time: timestampField,
  protocolVersion: z.int(),
  reached: z.array(
    z.object({ index: z.int(), ok: z.boolean(), code: z.string().optional(), clockDifferenceMs: z.int().optional() }),
  ),
});
export type PreflightAnswer = z.infer<typeof preflightAnswer>;

/**
 * Header that signs a request between nodes: `index.timestamp.nonce.signature`, base64url parts. The signature is by
 * the sender's node key over {@link peerSigningText}.
 */
export const PEER_HEADER = 'wardkeep-peer';

/**
 * Text that a node signs to authenticate one request to one peer.
 *
 * @param request - method, path, recipient's signing key, SHA-256 of the body, time and a single-use nonce
 */
export function peerSigningText(request: {
  readonly method: string;
  readonly path: string;
  readonly recipientKey: string;
  readonly bodyDigest: string;
  readonly timestamp: number;
  readonly nonce: string;
}): string {
  const { method, path, recipientKey, bodyDigest, timestamp, nonce } = request;
  return ['wardkeep/1/peer-request', method, path, recipientKey, bodyDigest, String(timestamp), nonce].join('\n');
}
