import {
  decodeBase64url,
  equalBytes,
  fromUtf8,
  padToBlock,
  unpadBlock,
  utf8,
  type SealingKeyPair,
} from '@wardkeep/crypto';
import * as z from 'zod';
import { ProtocolError } from '../errors.js';
import { identityDigest, lookupId, normalizeIdentity, type IdentityInput, type LookupId } from '../identity/index.js';
import { CYRILLIC_LANGUAGES } from '../identity/transliteration/cyrillic.js';
import { LIMITS } from '../limits.js';
import { openSealed, sealTo } from '../sealing/seal.js';
import { base64urlOf, digestField, nonceField } from '../statements/fields.js';

/** Most blocks of 1 KiB that a claim parcel may fill, so that it always fits its field on the wire. */
const MOST_BLOCKS = 2;

/** Strangers write this and guardians read it in a terminal: nothing that moves the cursor or turns the direction of text. */
function typedText(maximum: number) {
  return z
    .string()
    .max(maximum)
    .refine((text) => !/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(text), {
      message: 'must have no control characters',
    });
}

/** An identity as typed, on its way to where it is normalised. */
export const typedIdentity = z.strictObject({
  surname: typedText(200),
  givenNames: typedText(200),
  dateOfBirth: typedText(10),
  cyrillicLanguage: z.enum(CYRILLIC_LANGUAGES).optional(),
});

const claimantDetails = z.strictObject({
  identity: typedIdentity,
  nonce: nonceField,
  /** How the claimant can be reached for the identity check. */
  contact: typedText(200),
  /** Key of each piece of evidence, by the digest of its ciphertext. */
  evidence: z.array(z.strictObject({ digest: digestField, key: base64urlOf(32) })).max(LIMITS.evidenceFiles),
});
/** What a claimant tells every guardian and nobody else. */
export type ClaimantDetails = z.infer<typeof claimantDetails>;

/** What a claim parcel is bound to. */
export interface ClaimParcelContext {
  readonly federationId: string;
  readonly epoch: number;
  /** Session key of the claim, base64url. */
  readonly sessionKey: string;
  /** Sealing key of the guardian, base64url. */
  readonly recipient: string;
  /** Identity digest of the claim, base64url. */
  readonly identityDigest: string;
}

/**
 * Seals a claimant's details to one guardian, padded to 1 KiB (2 KiB with much evidence).
 *
 * @param context - what the parcel is bound to
 * @param details - identity, nonce and contact
 * @returns the sealed parcel, base64url
 * @throws ProtocolError CLAIM_INVALID when the details do not fit
 */
export async function sealClaimParcel(context: ClaimParcelContext, details: ClaimantDetails): Promise<string> {
  const parsed = claimantDetails.safeParse(details);
  if (!parsed.success)
    throw new ProtocolError('CLAIM_INVALID', `claim details: ${parsed.error.issues[0]?.message ?? 'malformed'}`);
  const padded = padToBlock(utf8(JSON.stringify(parsed.data)), LIMITS.identityPaddedBytes);
  if (padded.length > MOST_BLOCKS * LIMITS.identityPaddedBytes) {
    throw new ProtocolError('CLAIM_INVALID', `claim details must be below ${String(MOST_BLOCKS)} KiB`);
  }
  return sealTo(sealContext(context), padded);
}

/**
 * Opens the parcel of a claim that was sealed to this guardian. What is inside is the claimant's word, nothing more.
 *
 * @param context - the expected context, from the verified claim
 * @param keyPair - this guardian's sealing key
 * @param sealed - the parcel, of the digest that the claim names
 * @throws ProtocolError CLAIM_INVALID when it does not open or holds something else
 */
export async function openClaimParcel(
  context: ClaimParcelContext,
  keyPair: SealingKeyPair,
  sealed: string,
): Promise<ClaimantDetails> {
  let content: unknown;
  try {
    const padded = await openSealed(sealContext(context), keyPair, sealed);
    content = JSON.parse(fromUtf8(unpadBlock(padded, LIMITS.identityPaddedBytes)));
  } catch {
    // No cause: the engine's message about malformed JSON quotes it.
    throw new ProtocolError('CLAIM_INVALID', 'claim parcel does not open');
  }
  const details = claimantDetails.safeParse(content);
  if (!details.success) throw new ProtocolError('CLAIM_INVALID', 'claim parcel holds something else than an identity');
  return details.data;
}

/**
 * Compares an identity with the digest in a claim; one Argon2id call.
 *
 * A guardian calls this with the identity that it read from the papers itself, never with the claimant's own words alone.
 *
 * @param identity - the identity as typed
 * @param expected - the claim's federation, nonce (base64url) and identity digest (base64url)
 * @param now - the present time, milliseconds since 1970
 * @returns the lookupId when they belong together, else null
 * @throws ProtocolError IDENTITY_MALFORMED, IDENTITY_DATE_INVALID, SCRIPT_NOT_SUPPORTED
 */
export async function matchIdentity(
  identity: IdentityInput,
  expected: { readonly federationId: string; readonly nonce: string; readonly identityDigest: string },
  now: number,
): Promise<LookupId | null> {
  const { canonical } = normalizeIdentity(identity, now);
  const found = await lookupId(canonical, decodeBase64url(expected.federationId));
  const digest = identityDigest(found, decodeBase64url(expected.nonce));
  return equalBytes(digest, decodeBase64url(expected.identityDigest)) ? found : null;
}

/**
 * A typed identity without fields that are undefined, for {@link matchIdentity}.
 *
 * @param typed - as parsed at the door
 */
export function identityInputOf(typed: z.infer<typeof typedIdentity>): IdentityInput {
  const { cyrillicLanguage, ...names } = typed;
  return cyrillicLanguage === undefined ? names : { ...names, cyrillicLanguage };
}

function sealContext(context: ClaimParcelContext) {
  const { federationId, epoch, sessionKey, recipient, identityDigest: subject } = context;
  return { type: 'claim-parcel', federationId, epoch, sender: sessionKey, recipient, subject };
}
