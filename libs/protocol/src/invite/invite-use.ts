import {
  canonicalize,
  decodeBase64url,
  encodeBase64url,
  hkdfSha512,
  signingKeyPairFromSeed,
  utf8,
  verifyEd25519,
  type SigningKey,
} from '@wardkeep/crypto';
import * as z from 'zod';
import { ProtocolError } from '../errors.js';
import { signatureField, signingKeyField, type FederationId, type SigningKeyText } from '../statements/fields.js';

const SEED_BYTES = 32;

/**
 * Shows a guardian that an owner key comes with an invite. The token itself stays on the device: a guardian that saw it could
 * spend it with another guardian for a key of its own.
 */
export const inviteUse = z.strictObject({ tokenKey: signingKeyField, tokenSignature: signatureField });
export type InviteUse = z.infer<typeof inviteUse>;

/**
 * The key pair that an enrolment token is. Guardians know the public key from the `invite` statement.
 *
 * @param token - 16 bytes, from the invite code
 */
export function inviteKeyOf(token: Uint8Array): SigningKey {
  const seed = hkdfSha512(token, new Uint8Array(), utf8('wardkeep/1/invite-key'), SEED_BYTES);
  try {
    return signingKeyPairFromSeed(seed);
  } finally {
    seed.fill(0);
  }
}

/**
 * Uses an enrolment token for one owner key and no other.
 *
 * @param token - 16 bytes, from the invite code
 * @param federationId - where the owner enrols
 * @param ownerKey - who enrols, base64url
 */
export function signInviteUse(token: Uint8Array, federationId: FederationId, ownerKey: string): InviteUse {
  const key = inviteKeyOf(token);
  return {
    tokenKey: encodeBase64url(key.publicKey) as SigningKeyText,
    tokenSignature: encodeBase64url(key.sign(bytesOf(federationId, ownerKey))),
  };
}

/**
 * Checks that whoever enrols holds the token. Whether the invite is still good is for the guardian to say.
 *
 * @param use - as it came from outside
 * @param federationId - the expected federation
 * @param ownerKey - the owner key that enrols, base64url
 * @returns the public key of the token
 * @throws ProtocolError SIGNATURE_INVALID
 */
export function verifyInviteUse(use: InviteUse, federationId: FederationId, ownerKey: string): SigningKeyText {
  const { tokenKey, tokenSignature } = use;
  if (!verifyEd25519(decodeBase64url(tokenKey), bytesOf(federationId, ownerKey), decodeBase64url(tokenSignature))) {
    throw new ProtocolError('SIGNATURE_INVALID', 'tokenSignature does not verify for this owner key and federation');
  }
  return tokenKey;
}

function bytesOf(federationId: FederationId, ownerKey: string): Uint8Array {
  return utf8(`wardkeep/1/invite-use\n${canonicalize({ federationId, ownerKey })}`);
}
