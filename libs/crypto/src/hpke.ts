import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { concatBytes, requireLength, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';
import { drawBytes, type Rng } from './rng.js';
import { SecretBytes } from './secret-bytes.js';
import { readyCurve } from './ready.js';

const KEY_BYTES = 32;
const TAG_BYTES = 16;

/** HPKE base mode, single shot (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

/** Bytes that {@link hpkeSeal} adds to a plaintext: encapsulated key and tag. */
export const hpkeOverhead = KEY_BYTES + TAG_BYTES;

/** An X25519 private key that opens what was sealed to it and does not print. */
export class SealingKeyPair {
  /** 32 bytes. */
  readonly publicKey: Bytes;
  readonly #secretKey: SecretBytes;
  #imported: Promise<CryptoKey> | undefined;

  /** @param seed - 32 bytes, copied; the X25519 private key itself */
  constructor(seed: Uint8Array) {
    requireLength(seed, KEY_BYTES, 'hpke seed');
    this.#secretKey = SecretBytes.from(seed);
    this.publicKey = readyCurve().x25519PublicKey(seed);
  }

  /** @returns a copy of the 32-byte seed, to be stored */
  seed(): SecretBytes {
    return SecretBytes.from(this.#secretKey.reveal());
  }

  /** @returns the key as the suite wants it; imported once */
  recipientKey(): Promise<CryptoKey> {
    this.#imported ??= suite.kem.importKey('raw', this.#secretKey.reveal().buffer, false);
    return this.#imported;
  }

  /** Overwrites the private key; nothing can be opened any more. */
  wipe(): void {
    this.#secretKey.wipe();
    this.#imported = Promise.reject(new CryptoError('HPKE_FAILED', 'sealing key is wiped'));
    this.#imported.catch(() => undefined);
  }
}

/**
 * @param seed - 32 bytes, from {@link SealingKeyPair.seed}
 * @returns the key pair
 * @throws CryptoError BYTES_MALFORMED, NOT_READY
 */
export function sealingKeyPairFromSeed(seed: Uint8Array): SealingKeyPair {
  return new SealingKeyPair(seed);
}

/**
 * @param rng - source of the seed
 * @returns a new key pair
 * @throws CryptoError NOT_READY
 */
export function generateSealingKeyPair(rng: Rng): SealingKeyPair {
  const seed = drawBytes(rng, KEY_BYTES);
  try {
    return new SealingKeyPair(seed);
  } finally {
    seed.fill(0);
  }
}

/**
 * @param recipientPublicKey - 32 bytes
 * @param info - what the message is bound to
 * @param aad - associated data
 * @param plaintext - to be sealed
 * @param ephemeralSeed - for published vectors only: the `ikmE` of RFC 9180; random when left out
 * @returns enc ‖ ciphertext
 * @throws CryptoError HPKE_FAILED when the public key is malformed or of small order
 */
export async function hpkeSeal(
  recipientPublicKey: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
  ephemeralSeed?: Uint8Array,
): Promise<Bytes> {
  try {
    const key = await suite.kem.importKey('raw', bufferOf(recipientPublicKey), true);
    const ekm = ephemeralSeed === undefined ? {} : { ekm: bufferOf(ephemeralSeed) };
    const params = { recipientPublicKey: key, info: bufferOf(info), ...ekm };
    const sealed = await suite.seal(params, bufferOf(plaintext), bufferOf(aad));
    return concatBytes(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
  } catch {
    throw new CryptoError('HPKE_FAILED', 'x25519 public key is malformed or of small order');
  }
}

/**
 * @param keyPair - the recipient's
 * @param info - as given when sealing
 * @param aad - as given when sealing
 * @param sealed - enc ‖ ciphertext
 * @returns the plaintext
 * @throws CryptoError HPKE_FAILED when key, info, associated data or bytes are not those of the seal
 */
export async function hpkeOpen(
  keyPair: SealingKeyPair,
  info: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): Promise<Bytes> {
  if (sealed.length < hpkeOverhead) throw new CryptoError('HPKE_FAILED', 'sealed bytes are too short');
  try {
    const recipientKey = await keyPair.recipientKey();
    const params = { recipientKey, enc: bufferOf(sealed.subarray(0, KEY_BYTES)), info: bufferOf(info) };
    return new Uint8Array(await suite.open(params, bufferOf(sealed.subarray(KEY_BYTES)), bufferOf(aad)));
  } catch {
    throw new CryptoError('HPKE_FAILED', 'sealed bytes do not open under this key, info and associated data');
  }
}

/** A copy in a buffer of its own, as WebCrypto's types want it. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
