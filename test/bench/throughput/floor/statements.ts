import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { STATEMENT_SCHEMAS, type Body, type StatementType } from '@wardkeep/protocol';
import canonicalize from 'canonicalize';
import type { Libraries } from './libraries.js';

/** A statement that was checked. */
export interface Checked<T extends StatementType> {
  readonly id: string;
  readonly body: Body<T>;
  readonly text: string;
}

/** SHA-256. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/**
 * Checks a statement as a guardian must: canonical, of its schema, signed by this key.
 *
 * @param text - of the envelope
 * @param type - the expected type
 * @param key - the expected signer, base64url
 * @param libraries - for the signature
 */
export function checkStatement<T extends StatementType>(
  text: string,
  type: T,
  key: string,
  libraries: Libraries,
): Checked<T> {
  const envelope = JSON.parse(text) as { body: unknown; signatures: { key: string; signature: string }[] };
  if (canonicalize(envelope) !== text) throw new Error(`${type} is not canonical`);
  const body = STATEMENT_SCHEMAS[type].parse(envelope.body) as Body<T>;
  if (body.signer.key !== key) throw new Error(`${type} has another signer`);
  const signed = text.slice('{"body":'.length, text.lastIndexOf(',"signatures":['));
  const message = Buffer.from(`wardkeep/1/${type}\n${signed}`);
  const found = envelope.signatures.find((signature) => signature.key === key);
  const signature = Buffer.from(found?.signature ?? '', 'base64url');
  if (!libraries.verify(Buffer.from(key, 'base64url'), message, signature)) throw new Error(`${type} is not signed`);
  return { id: sha256(message).toString('base64url'), body, text };
}

/**
 * Signs a statement.
 *
 * @param body - its body
 * @param libraries - for the signature
 */
export function signBody<T extends StatementType>(body: Body<T>, libraries: Libraries): Checked<T> {
  const text = canonicalize(body) ?? '';
  const message = Buffer.from(`wardkeep/1/${body.type}\n${text}`);
  const signature = Buffer.from(libraries.sign(message)).toString('base64url');
  const signatures = canonicalize([{ key: body.signer.key, signature }]) ?? '';
  return { id: sha256(message).toString('base64url'), body, text: `{"body":${text},"signatures":${signatures}}` };
}
