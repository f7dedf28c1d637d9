import {
  canonicalize,
  decodeBase64url,
  encodeBase64url,
  parseCanonical,
  sha256,
  utf8,
  verifyEd25519,
  type SigningKey,
} from '@wardkeep/crypto';
import * as z from 'zod';
import { ProtocolError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { signatureField, signingKeyField, type SigningKeyText, type StatementId } from './fields.js';
import { isStatementType, STATEMENT_SCHEMAS, type AnyBody, type Body, type StatementType } from './registry.js';

/** Canonical JSON text of an envelope `{body, signatures[]}`; what nodes keep and exchange, byte for byte. */
export type EnvelopeText = string & { readonly __envelope?: never };

const envelopeSchema = z.strictObject({
  body: z.looseObject({ type: z.string(), version: z.unknown() }),
  signatures: z
    .array(z.strictObject({ key: signingKeyField, signature: signatureField }))
    .min(1)
    .max(50),
});

export interface Signature {
  readonly key: SigningKeyText;
  readonly signature: string;
}

/** A well-formed statement whose signatures have not been looked at. */
export interface ParsedStatement<T extends StatementType = StatementType> {
  readonly id: StatementId;
  readonly body: T extends StatementType ? Body<T> : never;
  readonly signatures: readonly Signature[];
  readonly text: EnvelopeText;
}

declare const verified: unique symbol;
/** A statement whose signature was checked against an expected key; only the `verify…` functions make one. */
export interface VerifiedStatement<T extends StatementType = StatementType> extends ParsedStatement<T> {
  readonly [verified]: true;
}

/**
 * The bytes that are signed: `"wardkeep/1/" + type + "\n" + JCS(body)` (protocol.md §3).
 *
 * @param body - a statement body
 */
export function signingBytes(body: AnyBody): Uint8Array {
  return utf8(`wardkeep/1/${body.type}\n${canonicalize(body)}`);
}

/**
 * Identifier of a statement: SHA-256 of its signing bytes, signatures excluded.
 *
 * @param body - a statement body
 */
export function statementId(body: AnyBody): StatementId {
  return encodeBase64url(sha256(signingBytes(body))) as StatementId;
}

/**
 * Signs a body with one or more keys and returns the envelope's canonical text.
 *
 * @param body - the body; it is checked against its schema first
 * @param keys - signing keys, in the order in which the signatures are listed
 * @throws ProtocolError STATEMENT_MALFORMED when the body does not fit its schema
 */
export function signStatement<T extends StatementType>(
  body: Body<T>,
  ...keys: readonly SigningKey[]
): ParsedStatement<T> {
  const checked = checkBody(body);
  const bytes = signingBytes(checked);
  const signatures = keys.map((key) => ({
    key: encodeBase64url(key.publicKey) as SigningKeyText,
    signature: encodeBase64url(key.sign(bytes)),
  }));
  return assembleEnvelope(checked as Body<T>, signatures);
}

/**
 * Puts a body and its signatures into an envelope.
 *
 * @param body - a checked body
 * @param signatures - signatures over its signing bytes
 */
export function assembleEnvelope<T extends StatementType>(
  body: Body<T>,
  signatures: readonly Signature[],
): ParsedStatement<T> {
  const text = canonicalize({ body, signatures });
  if (utf8(text).length > LIMITS.statementBytes) {
    throw new ProtocolError('STATEMENT_TOO_LARGE', `statement must be at most ${String(LIMITS.statementBytes)} bytes`);
  }
  return { id: statementId(body), body, signatures, text } as unknown as ParsedStatement<T>;
}

/**
 * Reads an envelope from outside. Its bytes must be canonical and its body must fit the schema of its type.
 *
 * @param text - canonical JSON text
 * @throws ProtocolError STATEMENT_TOO_LARGE, STATEMENT_NOT_CANONICAL, STATEMENT_MALFORMED, UNSUPPORTED_VERSION, WRONG_TYPE
 */
export function parseEnvelope(text: string): ParsedStatement {
  if (text.length > LIMITS.statementBytes || utf8(text).length > LIMITS.statementBytes) {
    throw new ProtocolError('STATEMENT_TOO_LARGE', `statement must be at most ${String(LIMITS.statementBytes)} bytes`);
  }
  let raw: unknown;
  try {
    raw = parseCanonical(text);
  } catch (cause) {
    throw new ProtocolError('STATEMENT_NOT_CANONICAL', 'statement must be canonical JSON (RFC 8785)', { cause });
  }
  const envelope = envelopeSchema.safeParse(raw);
  if (!envelope.success) throw malformed(envelope.error);
  const { signatures } = envelope.data;
  // The body as it was signed, not the schema's copy of it, which a member called `__proto__` does not reach.
  const { body } = raw as { body: { type: string; version: unknown } };
  if (body.version !== 1) throw new ProtocolError('UNSUPPORTED_VERSION', 'statement version must be 1');
  const checked = checkBody(body);
  const bytes = utf8(`wardkeep/1/${checked.type}\n${bodyTextOf(text)}`);
  const id = encodeBase64url(sha256(bytes)) as StatementId;
  return remember({ id, body: checked, signatures, text }, bytes);
}

/**
 * Reads an envelope that must be of one type.
 *
 * @param text - canonical JSON text
 * @param type - the expected type
 * @throws ProtocolError as {@link parseEnvelope}, and WRONG_TYPE
 */
export function parseEnvelopeOf<T extends StatementType>(text: string, type: T): ParsedStatement<T> {
  const parsed = parseEnvelope(text);
  if (parsed.body.type !== type) {
    throw new ProtocolError('WRONG_TYPE', `statement type must be ${type}, got ${parsed.body.type}`);
  }
  return parsed;
}

/**
 * Takes a statement of one type, read already or not.
 *
 * @param statement - canonical text, or what {@link parseEnvelope} made of it
 * @param type - the expected type
 * @throws ProtocolError as {@link parseEnvelopeOf}
 */
export function statementOf<T extends StatementType>(
  statement: string | ParsedStatement<T>,
  type: T,
): ParsedStatement<T> {
  return typeof statement === 'string' ? parseEnvelopeOf(statement, type) : statement;
}

/**
 * Whether one of the envelope's signatures is by this key and verifies.
 *
 * @param statement - a parsed statement
 * @param key - the expected key
 */
export function isSignedBy(statement: ParsedStatement, key: string): boolean {
  const found = statement.signatures.find((signature) => signature.key === key);
  if (found === undefined) return false;
  const bytes = signedBytes.get(statement) ?? signingBytes(statement.body);
  return verifyEd25519(decodeBase64url(key), bytes, decodeBase64url(found.signature));
}

/** Signing bytes of statements that were read from text, so that they are made once however many signatures are checked. */
const signedBytes = new WeakMap<ParsedStatement, Uint8Array>();

function remember(statement: ParsedStatement, bytes: Uint8Array): ParsedStatement {
  signedBytes.set(statement, bytes);
  return statement;
}

/** Canonical text of the body: `body` comes first, and no signature can hold what the text is cut at. */
function bodyTextOf(canonical: string): string {
  return canonical.slice('{"body":'.length, canonical.lastIndexOf(',"signatures":['));
}

function checkBody(body: { type: string }): AnyBody {
  if (!isStatementType(body.type)) throw new ProtocolError('WRONG_TYPE', 'statement type is not known');
  const parsed = STATEMENT_SCHEMAS[body.type].safeParse(body);
  if (!parsed.success) throw malformed(parsed.error);
  return parsed.data;
}

function malformed(error: z.ZodError): ProtocolError {
  const issue = error.issues[0];
  const where = issue === undefined ? 'statement' : issue.path.map(String).join('.') || 'statement';
  return new ProtocolError(
    'STATEMENT_MALFORMED',
    `${where} ${issue === undefined ? 'is malformed' : lower(issue.message)}`,
  );
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
