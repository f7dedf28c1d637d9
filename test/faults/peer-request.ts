import { encodeBase64url, sha256, systemRng, utf8, type SigningKey } from '@wardkeep/crypto';
import { PEER_HEADER, peerSigningText } from '@wardkeep/protocol';

/** A request as one guardian would sign it to another; what it says can be made wrong before it is sent. */
export interface PeerRequest {
  readonly index: number;
  readonly key: SigningKey;
  /** Signing key of the recipient, base64url. */
  readonly recipientKey: string;
  readonly path: string;
  readonly content: unknown;
  readonly timestamp?: number;
  readonly nonce?: string;
}

/** Signed parts of a request, to be sent as they are or otherwise. */
export interface SignedPeerRequest {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs a request as the guardian whose key this is. */
export function signPeerRequest(request: PeerRequest): SignedPeerRequest {
  const { index, key, recipientKey, path, content } = request;
  const { timestamp = Date.now(), nonce = encodeBase64url(systemRng.bytes(16)) } = request;
  const body = JSON.stringify(content);
  const bodyDigest = encodeBase64url(sha256(utf8(body)));
  const text = peerSigningText({ method: 'POST', path, recipientKey, bodyDigest, timestamp, nonce });
  const header = [index, timestamp, nonce, encodeBase64url(key.sign(utf8(text)))].join('.');
  return { path, body, headers: { 'content-type': 'application/json', [PEER_HEADER]: header } };
}
