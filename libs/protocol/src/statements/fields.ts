import * as z from 'zod';

/**
 * Bytes as they travel: base64url without padding, of an exact length (RFC 4648 §5).
 * The trailing bits of the last character must be zero, so that one value has one spelling.
 *
 * @param bytes - Length in bytes.
 */
export function base64urlOf(bytes: number) {
  const full = Math.floor(bytes / 3) * 4;
  const rest = bytes % 3;
  const tail = rest === 0 ? '' : rest === 1 ? '[A-Za-z0-9_-][AQgw]' : '[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]';
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${String(full)}}${tail}$`), {
    message: `must be ${String(bytes)} bytes in base64url without padding`,
  });
}

/** Bytes of any length up to a bound, base64url without padding. */
export function base64urlUpTo(maximumBytes: number) {
  return z
    .string()
    .max(Math.ceil((maximumBytes * 4) / 3))
    .refine(isBase64url, { message: 'must be base64url without padding' });
}

/** Not one pattern for the whole text: its backtracking would overflow the engine's stack at a few megabytes. */
function isBase64url(text: string): boolean {
  if (/[^A-Za-z0-9_-]/.test(text)) return false;
  const rest = text.length % 4;
  return (
    rest === 0 ||
    (rest === 2 && /[AQgw]$/.test(text.slice(-1))) ||
    (rest === 3 && /[AEIMQUYcgkosw048]$/.test(text.slice(-1)))
  );
}

/** SHA-256 digest. */
export const digestField = base64urlOf(32);
/** Identifier of a statement: SHA-256 of its signing bytes. */
export const statementIdField = base64urlOf(32).brand<'StatementId'>();
export type StatementId = z.infer<typeof statementIdField>;
/** Identifier of a federation: the id of its founding config. */
export const federationIdField = base64urlOf(32).brand<'FederationId'>();
export type FederationId = z.infer<typeof federationIdField>;
/** Ed25519 public key (RFC 8032). */
export const signingKeyField = base64urlOf(32).brand<'SigningKeyText'>();
export type SigningKeyText = z.infer<typeof signingKeyField>;
/** X25519 public key (RFC 7748). */
export const sealingKeyField = base64urlOf(32).brand<'SealingKeyText'>();
export type SealingKeyText = z.infer<typeof sealingKeyField>;
/** Ed25519 signature. */
export const signatureField = base64urlOf(64);
/** Encoding of a ristretto255 point (RFC 9496); decoded and checked where it is used. */
export const pointField = base64urlOf(32);
/** Encoding of a ristretto255 scalar, little-endian. */
export const scalarField = base64urlOf(32);
/** Identifier of a backup: 16 random bytes. */
export const backupIdField = base64urlOf(16).brand<'BackupId'>();
export type BackupId = z.infer<typeof backupIdField>;
/** Identifier of an invite: 16 random bytes. */
export const inviteIdField = base64urlOf(16).brand<'InviteId'>();
export type InviteId = z.infer<typeof inviteIdField>;
/** 32 random bytes, used once. */
export const nonceField = base64urlOf(32);

/** Milliseconds since 1970-01-01 UTC. */
export const timestampField = z.int().min(0);
export const epochField = z.int().min(1);
export const generationField = z.int().min(1);
export const indexField = z.int().min(1).max(255);
export const backupVersionField = z.int().min(1).max(1_000_000);
export const attemptField = z.int().min(1).max(1000);

/** The two paths that a backup may have (protocol.md §5, §7). */
export const PATHS = ['recovery', 'inheritance'] as const;
export const pathField = z.enum(PATHS);
export type Path = z.infer<typeof pathField>;

/** One value per path of the backup; at least one path. */
export function perPath<T extends z.ZodType>(value: T) {
  return z
    .strictObject({ recovery: value.optional(), inheritance: value.optional() })
    .refine((paths) => paths.recovery !== undefined || paths.inheritance !== undefined, {
      message: 'must name at least one path',
    });
}

/** One value per guardian index, as a list sorted by index without repeats. */
export function perGuardian<T extends z.ZodRawShape>(shape: T) {
  return z
    .array(z.strictObject({ index: indexField, ...shape }))
    .max(50)
    .refine(
      (entries) =>
        entries.every(
          (entry, at) => at === 0 || (entries[at - 1] as { index: number }).index < (entry as { index: number }).index,
        ),
      { message: 'must be sorted by index without repeats' },
    );
}

/**
 * A short line of text that people type and others read: trimmed, NFC, and without anything that is not seen or that changes the
 * order in which the rest is seen.
 */
export function lineField(maximum: number) {
  return z
    .string()
    .min(1)
    .max(maximum)
    .refine((text) => text === text.trim() && text.normalize('NFC') === text && !hidesText(text), {
      message: 'must be one trimmed line without control, direction or invisible characters',
    });
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** Joiners where scripts need them, after a mark or in cursive scripts, and what emoji are put together with. */
const SHAPING =
  /(?<=[\p{M}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d](?=[\p{L}\p{M}\p{Extended_Pictographic}])|(?<=\p{Extended_Pictographic})\ufe0f/gu;

/** Whether a text holds characters that hide a part of it, or what it says (UTS 39, UAX 9). */
function hidesText(text: string): boolean {
  return UNSEEN.test(text.replace(SHAPING, ''));
}

/** URL under which a node answers: https, or http on loopback only. */
export const urlField = z
  .string()
  .max(200)
  .refine(isNodeUrl, { message: 'must be an https URL (http only on loopback) without query or fragment' });

/** Whether a text is a URL that a node may announce: https, or http on loopback, no credentials, query or fragment. */
export function isNodeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}
