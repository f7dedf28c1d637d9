import { concatBytes, type Bytes } from '@wardkeep/crypto';
import { ProtocolError } from '../errors.js';

/** One part of an invite: tag, length and value, the first two of one byte each. */
export interface TaggedPart {
  readonly tag: number;
  readonly value: Uint8Array;
}

/**
 * Joins tagged parts.
 *
 * @param parts - tags 0 to 255, values of at most 255 bytes
 * @returns tag ‖ length ‖ value of each, in the order given
 */
export function encodeTaggedParts(parts: readonly TaggedPart[]): Bytes {
  return concatBytes(...parts.flatMap(({ tag, value }) => [Uint8Array.of(tag, value.length), value]));
}

/**
 * Splits bytes into tagged parts.
 *
 * @param bytes - whole parts, nothing after the last
 * @returns the parts in their order
 * @throws ProtocolError INVITE_MALFORMED when the last part is cut short
 */
export function parseTaggedParts(bytes: Uint8Array): TaggedPart[] {
  const parts: TaggedPart[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at];
    const length = bytes[at + 1];
    if (tag === undefined || length === undefined || at + 2 + length > bytes.length) {
      throw new ProtocolError('INVITE_MALFORMED', 'invite ends within a part');
    }
    parts.push({ tag, value: bytes.slice(at + 2, at + 2 + length) });
    at += 2 + length;
  }
  return parts;
}

/**
 * @param value - a whole number from 0
 * @param width - bytes to write it in
 * @returns the number, most significant byte first
 */
export function encodeUint(value: number, width: number): Bytes {
  const bytes = new Uint8Array(width);
  let rest = BigInt(value);
  for (let at = width - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/**
 * @param bytes - most significant byte first
 * @returns the number
 * @throws ProtocolError INVITE_MALFORMED when it is 2⁵³ or more
 */
export function parseUint(bytes: Uint8Array): number {
  const value = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new ProtocolError('INVITE_MALFORMED', 'invite has a number that must be below 2^53');
  }
  return Number(value);
}
