import {
  canonicalize,
  concatBytes,
  decodeBase64url,
  encodeBase64url,
  hpkeOpen,
  hpkeSeal,
  padPadme,
  sha256,
  unpadPadme,
  utf8,
  type SealingKeyPair,
} from '@wardkeep/crypto';

/** What a sealed message is bound to (protocol.md §3): all of it goes into the HPKE `info`. */
export interface SealContext {
  /** Purpose, such as "parcel", "claim-parcel", "release". */
  readonly type: string;
  readonly federationId: string;
  readonly epoch: number;
  /** Key of the sender, base64url. */
  readonly sender: string;
  /** Sealing key of the recipient, base64url. */
  readonly recipient: string;
  /** Id of the statement that the message belongs to. */
  readonly subject: string;
}

/**
 * Seals bytes to the recipient that the context names: HPKE (RFC 9180) after Padmé padding.
 *
 * @returns enc ‖ ciphertext, base64url
 * @throws CryptoError HPKE_FAILED when the recipient's key is not usable
 */
export async function sealTo(context: SealContext, plaintext: Uint8Array): Promise<string> {
  const sealed = await hpkeSeal(
    decodeBase64url(context.recipient),
    infoOf(context),
    new Uint8Array(),
    padPadme(plaintext),
  );
  return encodeBase64url(sealed);
}

/**
 * Opens what {@link sealTo} sealed.
 *
 * @param context - the expected context
 * @param keyPair - the recipient's key pair
 * @param sealed - enc ‖ ciphertext, base64url
 * @throws CryptoError HPKE_FAILED when any part of the context or the bytes differs
 */
export async function openSealed(context: SealContext, keyPair: SealingKeyPair, sealed: string): Promise<Uint8Array> {
  return unpadPadme(await hpkeOpen(keyPair, infoOf(context), new Uint8Array(), decodeBase64url(sealed)));
}

/** SHA-256 of a sealed message, base64url. */
export function sealedDigest(sealed: string): string {
  return encodeBase64url(sha256(decodeBase64url(sealed)));
}

function infoOf({ type, federationId, epoch, sender, recipient, subject }: SealContext): Uint8Array {
  const bound = canonicalize({ federationId, epoch, sender, recipient, subject });
  return concatBytes(utf8(`wardkeep/1/seal/${type}`), utf8(bound));
}
