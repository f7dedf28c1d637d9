import { CryptoError } from './errors.js';

/**
 * Bytes over memory of their own. WebCrypto's `BufferSource` demands `Uint8Array<ArrayBuffer>` (a `SharedArrayBuffer` may
 * change underneath it), so everything that this package returns is that, while its parameters accept any `Uint8Array`.
 */
export type Bytes = Uint8Array<ArrayBuffer>;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const INVALID = 0xff;
const codeOf = new Uint8Array(64);
const valueOf = new Uint8Array(128).fill(INVALID);
for (let value = 0; value < 64; value++) {
  const code = alphabet.charCodeAt(value);
  codeOf[value] = code;
  valueOf[code] = value;
}
const encoder = new TextEncoder();
const asciiDecoder = new TextDecoder('latin1');
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Encodes bytes as base64url without padding (RFC 4648 §5). Not constant time: use it for what travels, not to keep keys.
 * @param bytes - any bytes
 * @returns the text
 */
export function encodeBase64url(bytes: Uint8Array): string {
  const { length } = bytes;
  const out = new Uint8Array(Math.ceil((length * 4) / 3));
  let to = 0;
  for (let from = 0; from < length; from += 3) {
    const a = bytes[from] ?? 0;
    const b = bytes[from + 1] ?? 0;
    const c = bytes[from + 2] ?? 0;
    // Writes past the end of a typed array are dropped, which cuts the last group to its right length.
    out[to++] = codeOf[a >> 2] ?? 0;
    out[to++] = codeOf[((a & 3) << 4) | (b >> 4)] ?? 0;
    out[to++] = codeOf[((b & 15) << 2) | (c >> 6)] ?? 0;
    out[to++] = codeOf[c & 63] ?? 0;
  }
  return asciiDecoder.decode(out);
}

/**
 * Decodes base64url strictly: no padding, no foreign character, no non-zero bits left over. So one byte string has exactly
 * one text.
 * @param text - the text
 * @returns the bytes
 * @throws CryptoError BYTES_MALFORMED
 */
export function decodeBase64url(text: string): Bytes {
  const { length } = text;
  const rest = length % 4;
  if (rest === 1) throw new CryptoError('BYTES_MALFORMED', 'base64url text has an impossible length');
  const out = new Uint8Array(Math.floor((length * 3) / 4));
  let to = 0;
  let held = 0;
  for (let from = 0; from < length; from++) {
    const value = valueOf[text.charCodeAt(from)] ?? INVALID;
    if (value === INVALID)
      throw new CryptoError('BYTES_MALFORMED', 'base64url text has a character outside its alphabet');
    held = (held << 6) | value;
    if (from % 4 === 3) {
      out[to++] = held >> 16;
      out[to++] = held >> 8;
      out[to++] = held;
      held = 0;
    }
  }
  const left = rest === 2 ? held & 15 : rest === 3 ? held & 3 : 0;
  if (left !== 0) throw new CryptoError('BYTES_MALFORMED', 'base64url text has non-zero trailing bits');
  if (rest === 2) out[to] = held >> 4;
  if (rest === 3) {
    out[to++] = held >> 10;
    out[to] = held >> 2;
  }
  return out;
}

/**
 * Encodes bytes as lower-case hexadecimal.
 * @param bytes - any bytes
 * @returns the text, two characters a byte
 */
export function encodeHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/**
 * Decodes lower-case hexadecimal strictly.
 * @param text - an even number of characters from 0-9 and a-f
 * @returns the bytes
 * @throws CryptoError BYTES_MALFORMED
 */
export function decodeHex(text: string): Bytes {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    throw new CryptoError('BYTES_MALFORMED', 'hex text must be an even number of characters 0-9 and a-f');
  }
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

/**
 * Joins byte strings.
 * @param parts - in order
 * @returns a new byte string
 */
export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * Compares two byte strings in time that depends on their lengths only.
 * @param a - one
 * @param b - the other
 * @returns whether they are equal
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/**
 * Encodes text as UTF-8. A lone surrogate becomes U+FFFD: text from outside is checked before it gets here.
 * @param text - the text
 * @returns its bytes
 */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/**
 * Decodes UTF-8 and refuses malformed sequences; a byte order mark is kept, so that encoding again gives the same bytes.
 * @param bytes - the bytes
 * @returns the text
 * @throws CryptoError BYTES_MALFORMED
 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    throw new CryptoError('BYTES_MALFORMED', 'bytes are not valid utf-8');
  }
}

/**
 * Checks the length of a byte string that must be of one exact length.
 * @param bytes - the bytes
 * @param length - the length wanted
 * @param name - what it is, for the message
 * @throws CryptoError BYTES_MALFORMED
 */
export function requireLength(bytes: Uint8Array, length: number, name: string): void {
  if (bytes.length !== length) {
    throw new CryptoError('BYTES_MALFORMED', `${name} must be ${String(length)} bytes, got ${String(bytes.length)}`);
  }
}
