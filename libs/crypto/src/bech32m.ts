import { bech32m } from '@scure/base';
import type { Bytes } from './bytes.js';
import { CryptoError } from './errors.js';

/** Longest text in characters. BIP-350 stops at 90, where its promise to find any four errors ends. */
const LONGEST_TEXT = 8192;
const CHECKSUM_LENGTH = 6;

/**
 * Encodes bytes as bech32m (BIP-350), up to 8192 characters. Beyond 90 characters the checksum still catches an altered text
 * all but once in 2³⁰; what is inside must carry its own authentication.
 * @param prefix - lower case, before the separator `1`
 * @param bytes - any bytes
 * @returns lower-case text
 * @throws CryptoError BECH32_MALFORMED when the text would be too long
 */
export function encodeBech32m(prefix: string, bytes: Uint8Array): string {
  const length = prefix.length + 1 + Math.ceil((bytes.length * 8) / 5) + CHECKSUM_LENGTH;
  if (length > LONGEST_TEXT) {
    throw new CryptoError('BECH32_MALFORMED', `bech32m text must be at most 8192 characters, got ${String(length)}`);
  }
  return bech32m.encode(prefix, bech32m.toWords(bytes), false);
}

/**
 * Decodes bech32m. All upper case is allowed (QR codes are smaller so), a mixture is not. A truncated text and a mistyped one
 * cannot be told apart: both fail the checksum, unless what remains is too short to hold one.
 * @param prefix - expected, lower case
 * @param text - from outside
 * @returns the bytes
 * @throws CryptoError BECH32_MALFORMED, BECH32_MIXED_CASE, BECH32_PREFIX, BECH32_CHECKSUM
 */
export function decodeBech32m(prefix: string, text: string): Bytes {
  if (text.length > LONGEST_TEXT) {
    throw new CryptoError(
      'BECH32_MALFORMED',
      `bech32m text must be at most 8192 characters, got ${String(text.length)}`,
    );
  }
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) {
    throw new CryptoError('BECH32_MIXED_CASE', 'bech32m text must not mix upper and lower case');
  }
  const separator = lower.lastIndexOf('1');
  if (separator < 1) throw new CryptoError('BECH32_MALFORMED', 'bech32m text has no prefix');
  if (lower.slice(0, separator) !== prefix) throw new CryptoError('BECH32_PREFIX', `bech32m prefix must be ${prefix}`);
  const data = lower.slice(separator + 1);
  if (data.length < CHECKSUM_LENGTH) throw new CryptoError('BECH32_MALFORMED', 'bech32m text is cut short');
  if (!/^[qpzry9x8gf2tvdw0s3jn54khce6mua7l]*$/.test(data)) {
    throw new CryptoError('BECH32_MALFORMED', 'bech32m text has a character outside its alphabet');
  }
  const decoded = bech32m.decodeUnsafe(lower, false);
  if (decoded === undefined)
    throw new CryptoError('BECH32_CHECKSUM', 'bech32m checksum does not fit: altered or cut short');
  const bytes = bech32m.fromWordsUnsafe(decoded.words);
  if (bytes === undefined) throw new CryptoError('BECH32_MALFORMED', 'bech32m data is not whole bytes');
  return new Uint8Array(bytes);
}
