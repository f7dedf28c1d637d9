import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { requireLength, type Bytes } from '../bytes.js';
import { remember } from '../remember.js';
import { drawBytes, type Rng } from '../rng.js';
import { SecretBytes } from '../secret-bytes.js';
import { isStrictlyEncoded } from './strict.js';
import { KEY_BYTES, type SigningKey } from './types.js';

/** DER of RFC 8410 before the 32 bytes: PKCS #8 private key, SubjectPublicKeyInfo public key. */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Importing a key costs as much as a verification, and a node sees the same few keys again and again. */
const MOST_CACHED = 1024;
/** From the 32 bytes as latin1, which is the quickest text of them. */
const keyObject = remember((bytes) => {
  const key = Buffer.concat([publicPrefix, Buffer.from(bytes, 'latin1')]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}, MOST_CACHED);

class NodeSigningKey implements SigningKey {
  readonly publicKey: Bytes;
  readonly #key: KeyObject;
  readonly #seed: SecretBytes;

  constructor(seed: Uint8Array) {
    const der = Buffer.concat([privatePrefix, seed]);
    this.#key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    der.fill(0);
    this.#seed = SecretBytes.from(seed);
    const exported = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    this.publicKey = new Uint8Array(exported.subarray(publicPrefix.length));
  }

  sign(message: Uint8Array): Bytes {
    return new Uint8Array(sign(null, message, this.#key));
  }

  seed(): SecretBytes {
    return SecretBytes.from(this.#seed.reveal());
  }
}

/**
 * @param seed - 32 bytes (RFC 8032 §5.1.5), copied
 * @returns the key of this seed
 * @throws CryptoError BYTES_MALFORMED
 */
export function signingKeyPairFromSeed(seed: Uint8Array): SigningKey {
  requireLength(seed, KEY_BYTES, 'ed25519 seed');
  return new NodeSigningKey(seed);
}

/**
 * @param rng - where the seed comes from
 * @returns a fresh key
 */
export function generateSigningKeyPair(rng: Rng): SigningKey {
  const seed = drawBytes(rng, KEY_BYTES);
  try {
    return new NodeSigningKey(seed);
  } finally {
    seed.fill(0);
  }
}

/**
 * Verifies strictly and without cofactor, so that every Wardkeep program accepts the same signatures: s below the order,
 * canonical encodings, no key of small order.
 * @param publicKey - 32 bytes
 * @param message - what was signed
 * @param signature - 64 bytes
 * @returns whether the signature is good; false, never an error, for malformed bytes
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isStrictlyEncoded(publicKey, signature)) return false;
  try {
    const bytes = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.byteLength);
    return verify(null, message, keyObject(bytes.toString('latin1')), signature);
  } catch {
    return false;
  }
}
