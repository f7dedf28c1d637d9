import serialize from 'canonicalize';
import { CryptoError } from './errors.js';

/*
 * JSON Canonicalization Scheme (RFC 8785). Deviation, on purpose: numbers are integers with |n| < 2⁵³ and not −0; anything
 * else is refused. So no two languages can print one number two ways. Strings must be well-formed Unicode, as the RFC asks.
 */

const DEEPEST = 64;
const mostInteger = Number.MAX_SAFE_INTEGER;

/**
 * The canonical form of a value: plain objects, arrays, strings, integers, booleans and null.
 * @param value - the value
 * @returns canonical JSON; its UTF-8 bytes are what is hashed and signed
 * @throws CryptoError JSON_UNSUPPORTED for anything else, an undefined member, a lone surrogate, or nesting beyond 64
 */
export function canonicalize(value: unknown): string {
  requireSupported(value, 0);
  return String(serialize(value));
}

/**
 * Parses text that must already be canonical: no spaces, keys sorted and unique, one spelling of everything.
 * @param text - from outside
 * @returns the value, still to be validated
 * @throws CryptoError JSON_NOT_CANONICAL when not JSON or not canonical; JSON_UNSUPPORTED for values outside the profile
 */
export function parseCanonical(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CryptoError('JSON_NOT_CANONICAL', 'text is not json');
  }
  if (canonicalize(value) !== text) throw new CryptoError('JSON_NOT_CANONICAL', 'json text is not in canonical form');
  return value;
}

function requireSupported(value: unknown, depth: number): void {
  if (depth > DEEPEST) throw new CryptoError('JSON_UNSUPPORTED', 'json must nest at most 64 deep');
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    requireWellFormed(value);
  } else if (typeof value === 'number') {
    if (!Number.isInteger(value) || Math.abs(value) > mostInteger || Object.is(value, -0)) {
      throw new CryptoError('JSON_UNSUPPORTED', 'json number must be an integer below 2^53 and not -0');
    }
  } else if (Array.isArray(value)) {
    // Not by `forEach`, which skips holes: each must be seen as the undefined that it is.
    for (const item of value as unknown[]) requireSupported(item, depth + 1);
  } else if (isPlainObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      requireWellFormed(key);
      requireSupported(member, depth + 1);
    }
  } else {
    throw new CryptoError('JSON_UNSUPPORTED', `json cannot carry a value of type ${typeof value}`);
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getOwnPropertySymbols(value).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `isWellFormed` is ES2024: a lone surrogate is what a Unicode-aware pattern still sees as a surrogate. */
function requireWellFormed(text: string): void {
  if (/\p{Surrogate}/u.test(text))
    throw new CryptoError('JSON_UNSUPPORTED', 'json text must not hold a lone surrogate');
}
