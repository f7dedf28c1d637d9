import { decodeBase64url, encodeBase64url, fromUtf8, SecretBytes, utf8, type Bytes } from '@wardkeep/crypto';
import * as z from 'zod';
import { ProtocolError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { base64urlOf, base64urlUpTo, lineField, timestampField } from '../statements/fields.js';

/** One secret of the owner. */
export interface BackupSecret {
  /** For people, such as "hardware wallet". */
  readonly label: string;
  /** For programs, such as "bip39", "vault-share", "nsec", "file", "will". */
  readonly kind: string;
  readonly bytes: SecretBytes;
}

/** What a payload carries under its encryption (protocol.md §5.5). */
export interface Bundle {
  readonly secrets: readonly BackupSecret[];
  /** Seed of the owner key, 32 bytes. */
  readonly ownerKeySeed: SecretBytes;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

const KIND = /^[a-z][a-z0-9-]{0,31}$/;
const bundleSchema = z.strictObject({
  version: z.literal(1),
  secrets: z
    .array(
      z.strictObject({
        label: lineField(80),
        kind: z.string().regex(KIND, { message: 'must be 1 to 32 characters a-z, 0-9 and -' }),
        bytes: base64urlUpTo(LIMITS.payloadBytes),
      }),
    )
    .min(1)
    .max(64),
  ownerKey: base64urlOf(32),
  createdAt: timestampField,
});

/**
 * Writes a bundle as the bytes that are padded and encrypted.
 *
 * @param bundle - what to encrypt
 * @returns UTF-8 JSON; wipe it
 * @throws ProtocolError BUNDLE_INVALID when a label, a kind or the number of secrets is out of bounds
 */
export function encodeBundle(bundle: Bundle): Bytes {
  const value = {
    version: 1,
    secrets: bundle.secrets.map(({ label, kind, bytes }) => ({ label, kind, bytes: encodeBase64url(bytes.reveal()) })),
    ownerKey: encodeBase64url(bundle.ownerKeySeed.reveal()),
    createdAt: bundle.createdAt,
  };
  return utf8(JSON.stringify(check(value)));
}

/**
 * Reads what {@link encodeBundle} wrote.
 *
 * @param bytes - the decrypted and unpadded payload
 * @throws ProtocolError BUNDLE_INVALID
 */
export function parseBundle(bytes: Uint8Array): Bundle {
  let raw: unknown;
  try {
    raw = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new ProtocolError('BUNDLE_INVALID', 'bundle is not json in utf-8');
  }
  const { secrets, ownerKey, createdAt } = check(raw);
  return {
    secrets: secrets.map((secret) => ({ ...secret, bytes: SecretBytes.from(decodeBase64url(secret.bytes)) })),
    ownerKeySeed: SecretBytes.from(decodeBase64url(ownerKey)),
    createdAt,
  };
}

function check(value: unknown): z.infer<typeof bundleSchema> {
  const parsed = bundleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Only the place and the rule: zod's own text may quote the value.
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? 'bundle' : ['bundle', ...issue.path.map(String)].join('.');
  throw new ProtocolError('BUNDLE_INVALID', `${where} is malformed (${issue?.code ?? 'unknown'})`);
}
