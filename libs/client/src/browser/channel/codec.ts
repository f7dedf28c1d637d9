import { SecretBytes } from '@wardkeep/crypto';
import { putTogether, takeApart, type ErrorParts } from './errors.js';

/*
 * Values on their way between page and worker. Structured cloning carries maps, byte arrays and dates by itself, but strips
 * classes: secrets and errors go as marked objects. Guardians' words travel inside too, so a plain object that happens to bear
 * the mark is marked itself.
 */

const MARK = '$wardkeep';

type Marked =
  | { readonly [MARK]: 'secret'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly [MARK]: 'error'; readonly parts: ErrorParts }
  | { readonly [MARK]: 'object'; readonly entries: readonly (readonly [string, unknown])[] };

/** A value to be posted, with the buffers that move instead of being copied. */
export interface Encoded {
  readonly value: unknown;
  readonly transfer: ArrayBuffer[];
}

/**
 * Prepares a value for the other side. Secrets are copied, and the copy moves: nothing of it stays behind.
 *
 * @param value - plain data, maps, byte arrays, secrets, errors
 * @throws BrowserError never; a function inside makes posting fail
 */
export function encodeValue(value: unknown): Encoded {
  const transfer: ArrayBuffer[] = [];
  const encode = (each: unknown): unknown => {
    if (typeof each !== 'object' || each === null) return each;
    if (each instanceof SecretBytes) {
      const bytes = new Uint8Array(each.reveal());
      transfer.push(bytes.buffer);
      return { [MARK]: 'secret', bytes } satisfies Marked;
    }
    if (isDomException(each)) return each;
    if (each instanceof Error) {
      const parts = takeApart(each);
      return {
        [MARK]: 'error',
        parts: { ...parts, fields: encode(parts.fields) as ErrorParts['fields'] },
      } satisfies Marked;
    }
    if (Array.isArray(each)) return each.map(encode);
    if (each instanceof Map) return new Map([...each].map(([key, inner]) => [key, encode(inner)]));
    if (!isPlain(each)) return each;
    const entries = Object.entries(each).map(([key, inner]) => [key, encode(inner)] as const);
    return MARK in each ? ({ [MARK]: 'object', entries } satisfies Marked) : Object.fromEntries(entries);
  };
  return { value: encode(value), transfer };
}

/**
 * Reads a value from the other side.
 *
 * @param value - as posted
 * @param onSecret - told of every secret in it, for whoever must wipe them
 */
export function decodeValue(value: unknown, onSecret?: (secret: SecretBytes) => void): unknown {
  const decode = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(decode);
    if (each instanceof Map) return new Map([...each].map(([key, inner]) => [key, decode(inner)]));
    if (!isPlain(each)) return each;
    if (MARK in each) return decodeMarked(each as unknown as Marked);
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, decode(inner)]));
  };
  const decodeMarked = (marked: Marked): unknown => {
    if (marked[MARK] === 'object')
      return Object.fromEntries(marked.entries.map(([key, inner]) => [key, decode(inner)]));
    if (marked[MARK] === 'error') {
      return putTogether({ ...marked.parts, fields: decode(marked.parts.fields) as ErrorParts['fields'] });
    }
    const secret = SecretBytes.from(marked.bytes);
    marked.bytes.fill(0);
    onSecret?.(secret);
    return secret;
  };
  return decode(value);
}

/** Node and old browsers may not have the class as a global; it is cloned whole where it exists. */
const isDomException = (value: unknown): boolean =>
  typeof DOMException !== 'undefined' && value instanceof DOMException;

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
