import type { Bytes } from './bytes.js';
import { CryptoError } from './errors.js';

const MARK = 0x80;
const LONGEST = 2 ** 31 - 1;

/**
 * The Padmé length (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", PETS 2019, algorithm 1): grows a
 * length by at most 12 % and leaks O(log log length) bits of it.
 * @param length - in bytes, 0 to 2³¹ − 1
 * @returns the padded length
 * @throws CryptoError PARAMETER_INVALID
 */
export function padmeLength(length: number): number {
  if (!Number.isInteger(length) || length < 0 || length > LONGEST) {
    throw new CryptoError('PARAMETER_INVALID', `length to pad must be 0 to 2147483647, got ${String(length)}`);
  }
  if (length < 2) return length;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const unit = 2 ** Math.max(0, exponent - kept);
  return Math.ceil(length / unit) * unit;
}

/**
 * Pads with 0x80 and zeros (ISO/IEC 7816-4) to the next Padmé length.
 * @param bytes - what to pad
 * @returns the padded bytes, a copy
 */
export function padPadme(bytes: Uint8Array): Bytes {
  return padTo(bytes, padmeLength(bytes.length + 1));
}

/**
 * Removes what {@link padPadme} added, and refuses anything that it would not have made.
 * @param padded - the padded bytes
 * @returns the original bytes, a copy
 * @throws CryptoError PADDING_INVALID
 */
export function unpadPadme(padded: Uint8Array): Bytes {
  const length = contentLength(padded);
  if (padmeLength(length + 1) !== padded.length)
    throw new CryptoError('PADDING_INVALID', 'padded length is not a padmé length');
  return new Uint8Array(padded.subarray(0, length));
}

/**
 * Pads with 0x80 and zeros to a whole number of blocks, always adding at least one byte.
 * @param bytes - what to pad
 * @param size - of a block, in bytes
 * @returns the padded bytes, a copy
 * @throws CryptoError PARAMETER_INVALID
 */
export function padToBlock(bytes: Uint8Array, size: number): Bytes {
  requireBlockSize(size);
  return padTo(bytes, Math.ceil((bytes.length + 1) / size) * size);
}

/**
 * Removes what {@link padToBlock} added, and refuses anything that it would not have made.
 * @param padded - the padded bytes
 * @param size - of a block, in bytes
 * @returns the original bytes, a copy
 * @throws CryptoError PADDING_INVALID, PARAMETER_INVALID
 */
export function unpadBlock(padded: Uint8Array, size: number): Bytes {
  requireBlockSize(size);
  const length = contentLength(padded);
  if (Math.ceil((length + 1) / size) * size !== padded.length) {
    throw new CryptoError('PADDING_INVALID', `padded length must be the next multiple of ${String(size)}`);
  }
  return new Uint8Array(padded.subarray(0, length));
}

function padTo(bytes: Uint8Array, length: number): Bytes {
  const out = new Uint8Array(length);
  out.set(bytes);
  out[bytes.length] = MARK;
  return out;
}

/** Runs after authentication, so its timing tells an attacker nothing. */
function contentLength(padded: Uint8Array): number {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== MARK) throw new CryptoError('PADDING_INVALID', 'padding has no end mark');
  return end;
}

function requireBlockSize(size: number): void {
  if (!Number.isInteger(size) || size < 1) {
    throw new CryptoError('PARAMETER_INVALID', `block size must be at least 1 byte, got ${String(size)}`);
  }
}
