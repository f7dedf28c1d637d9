import { ed25519 } from '@noble/curves/ed25519.js';
import { equalBytes, requireLength, type Bytes } from '../bytes.js';
import { sha512 } from '../hash.js';
import { drawBytes, type Rng } from '../rng.js';
import { SecretBytes } from '../secret-bytes.js';
import { isStrictlyEncoded } from './strict.js';
import { KEY_BYTES, type SigningKey } from './types.js';

const { Point } = ed25519;

class PortableSigningKey implements SigningKey {
  readonly publicKey: Bytes;
  readonly #seed: SecretBytes;

  constructor(seed: Uint8Array) {
    this.#seed = SecretBytes.from(seed);
    this.publicKey = ed25519.getPublicKey(seed);
  }

  sign(message: Uint8Array): Bytes {
    return ed25519.sign(message, this.#seed.reveal());
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
  return new PortableSigningKey(seed);
}

/**
 * @param rng - where the seed comes from
 * @returns a fresh key
 */
export function generateSigningKeyPair(rng: Rng): SigningKey {
  const seed = drawBytes(rng, KEY_BYTES);
  try {
    return new PortableSigningKey(seed);
  } finally {
    seed.fill(0);
  }
}

/**
 * Verifies strictly and without cofactor. The library's own `verify` multiplies by the cofactor even with `zip215: false`,
 * and would accept what OpenSSL refuses, so the equation is computed here: the encoding of sB − kA must be R.
 * @param publicKey - 32 bytes
 * @param message - what was signed
 * @param signature - 64 bytes
 * @returns whether the signature is good; false, never an error, for malformed bytes
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!isStrictlyEncoded(publicKey, signature)) return false;
  try {
    const r = signature.subarray(0, KEY_BYTES);
    const s = Point.Fn.fromBytes(signature.subarray(KEY_BYTES));
    const k = Point.Fn.create(littleEndian(sha512(r, publicKey, message)));
    const a = Point.fromBytes(publicKey);
    const expected = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k)).toBytes();
    return equalBytes(expected, r);
  } catch {
    return false;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}
