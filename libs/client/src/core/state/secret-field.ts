import { decodeBase64url, encodeBase64url, SecretBytes } from '@wardkeep/crypto';
import { base64urlOf } from '@wardkeep/protocol';
import * as z from 'zod';

/**
 * A secret of a fixed length: base64url where the state is stored, {@link SecretBytes} in memory.
 *
 * @param bytes - length in bytes
 */
export function secretField(bytes: number) {
  return z.codec(
    base64urlOf(bytes),
    z.custom<SecretBytes>((value) => value instanceof SecretBytes && value.length === bytes),
    {
      decode: (text) => SecretBytes.from(decodeBase64url(text)),
      encode: (secret) => encodeBase64url(secret.reveal()),
    },
  );
}
