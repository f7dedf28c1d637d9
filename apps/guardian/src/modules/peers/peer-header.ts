import { decodeBase64url, encodeBase64url, sha256, type SigningKey, utf8, verifyEd25519 } from '@wardkeep/crypto';
import { peerSigningText } from '@wardkeep/protocol';

/** What a node says in the header of a request to a peer. */
export interface PeerHeader {
  /** Index of the sender. */
  readonly index: number;
  /** Milliseconds since the Unix epoch, by the sender's clock. */
  readonly timestamp: number;
  /** 16 random bytes, base64url. */
  readonly nonce: string;
  readonly signature: string;
}

/** What the signature in the header covers beside the header itself. */
export interface SignedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** Signing key of the recipient, base64url: a request cannot be passed on to another guardian. */
  readonly recipientKey: string;
  /** Body as sent; empty where there is none. */
  readonly body: Uint8Array;
}

const HEADER = /^(\d{1,3})\.(\d{1,16})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{86})$/;

/**
 * Signs a request.
 *
 * @param request - The request.
 * @param index - The sender's index.
 * @param key - The sender's node key.
 * @param timestamp - Milliseconds since the Unix epoch.
 * @param nonce - 16 random bytes.
 * @returns Value of the header.
 */
export function signPeerHeader(
  request: SignedRequest,
  index: number,
  key: SigningKey,
  timestamp: number,
  nonce: Uint8Array,
): string {
  const encoded = encodeBase64url(nonce);
  const signature = encodeBase64url(key.sign(utf8(textOf(request, timestamp, encoded))));
  return [index, timestamp, encoded, signature].join('.');
}

/**
 * Reads the header.
 *
 * @param value - From outside.
 * @returns Its parts, or null when it is malformed.
 */
export function parsePeerHeader(value: unknown): PeerHeader | null {
  const parts = typeof value === 'string' ? HEADER.exec(value) : null;
  if (parts === null) return null;
  const [, index = '', timestamp = '', nonce = '', signature = ''] = parts;
  return { index: Number(index), timestamp: Number(timestamp), nonce, signature };
}

/**
 * @param request - The request as received.
 * @param header - Its header.
 * @param signerKey - Signing key of the guardian that the header names, base64url.
 * @returns Whether that guardian signed this request to this recipient.
 */
export function isSignedPeerRequest(request: SignedRequest, header: PeerHeader, signerKey: string): boolean {
  let signature: Uint8Array;
  try {
    signature = decodeBase64url(header.signature);
  } catch {
    return false;
  }
  return verifyEd25519(decodeBase64url(signerKey), utf8(textOf(request, header.timestamp, header.nonce)), signature);
}

function textOf({ method, path, recipientKey, body }: SignedRequest, timestamp: number, nonce: string): string {
  const bodyDigest = encodeBase64url(sha256(body));
  return peerSigningText({ method, path, recipientKey, bodyDigest, timestamp, nonce });
}
