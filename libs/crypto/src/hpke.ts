import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concatBytes, requireLength, utf8, type Bytes } from './bytes.js';
import { CryptoError } from './errors.js';
import { drawBytes, systemRng, type Rng } from './rng.js';
import { SecretBytes } from './secret-bytes.js';
import { readySodium } from './sodium.js';

/*
 * HPKE base mode, single shot (RFC 9180), for the one suite DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
 * The key schedule is written here over libsodium's X25519, which is twice as fast to open as a general library over
 * WebCrypto and synchronous, and is held to the vectors of RFC 9180 appendix A.2.
 */

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const empty = new Uint8Array(0);
const kemSuite = concatBytes(utf8('KEM'), Uint8Array.of(0, 0x20));
const hpkeSuite = concatBytes(utf8('HPKE'), Uint8Array.of(0, 0x20, 0, 1, 0, 3));
const version = utf8('HPKE-v1');
const BASE_MODE = Uint8Array.of(0);
const pskIdHash = labeledExtract(hpkeSuite, empty, 'psk_id_hash', empty);

/** Bytes that {@link hpkeSeal} adds to a plaintext: encapsulated key and tag. */
export const hpkeOverhead = KEY_BYTES + TAG_BYTES;

/** An X25519 private key that opens what was sealed to it and does not print. */
export class SealingKeyPair {
  /** 32 bytes. */
  readonly publicKey: Bytes;
  readonly #seed: SecretBytes;
  readonly #secretKey: SecretBytes;

  /** @param seed - 32 bytes, copied; see {@link sealingKeyPairFromSeed} */
  constructor(seed: Uint8Array) {
    requireLength(seed, KEY_BYTES, 'hpke seed');
    const sodium = readySodium();
    const prk = labeledExtract(kemSuite, empty, 'dkp_prk', seed);
    const secretKey = labeledExpand(kemSuite, prk, 'sk', empty, KEY_BYTES);
    this.#seed = SecretBytes.from(seed);
    this.#secretKey = SecretBytes.from(secretKey);
    this.publicKey = new Uint8Array(sodium.crypto_scalarmult_base(secretKey));
    prk.fill(0);
    secretKey.fill(0);
  }

  /** @returns a copy of the 32-byte seed, to be stored */
  seed(): SecretBytes {
    return SecretBytes.from(this.#seed.reveal());
  }

  /** Overwrites the private key: it opens nothing any more. */
  wipe(): void {
    this.#seed.wipe();
    this.#secretKey.wipe();
  }

  /**
   * X25519 with refusal of the all-zero result (RFC 9180 §7.1.4).
   * @param publicKey - of the other side
   * @returns the shared secret, to be wiped
   * @throws CryptoError HPKE_FAILED when the public key is of small order
   */
  agree(publicKey: Uint8Array): Bytes {
    const sodium = readySodium();
    try {
      return new Uint8Array(sodium.crypto_scalarmult(this.#secretKey.reveal(), publicKey));
    } catch {
      throw new CryptoError('HPKE_FAILED', 'x25519 public key is malformed or of small order');
    }
  }
}

/**
 * DeriveKeyPair (RFC 9180 §7.1.3).
 * @param seed - 32 random bytes, copied
 * @returns the key pair of this seed
 * @throws CryptoError BYTES_MALFORMED
 */
export function sealingKeyPairFromSeed(seed: Uint8Array): SealingKeyPair {
  return new SealingKeyPair(seed);
}

/**
 * @param rng - where the seed comes from
 * @returns a fresh key pair
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
 * Seals to a public key. Anyone can: who sent it must be inside, or signed.
 * @param recipientPublicKey - 32 bytes
 * @param info - names the purpose and the parties; the opener gives the same
 * @param aad - what else the tag covers
 * @param plaintext - what to seal
 * @param rng - for the ephemeral key
 * @returns encapsulated key (32) ‖ ciphertext ‖ tag (16)
 * @throws CryptoError HPKE_FAILED when the public key is malformed or of small order
 */
export function hpkeSeal(
  recipientPublicKey: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
  rng: Rng = systemRng,
): Bytes {
  const ephemeral = generateSealingKeyPair(rng);
  const encapsulated = ephemeral.publicKey;
  const shared = ephemeral.agree(recipientPublicKey);
  ephemeral.wipe();
  const { key, nonce } = schedule(shared, encapsulated, recipientPublicKey, info);
  const ciphertext = chacha20poly1305(key, nonce, aad).encrypt(plaintext);
  key.fill(0);
  return concatBytes(encapsulated, ciphertext);
}

/**
 * Opens what {@link hpkeSeal} made.
 * @param keyPair - of the recipient
 * @param info - the same as at sealing
 * @param aad - the same as at sealing
 * @param sealed - encapsulated key ‖ ciphertext ‖ tag
 * @returns the plaintext
 * @throws CryptoError HPKE_FAILED
 */
export function hpkeOpen(keyPair: SealingKeyPair, info: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Bytes {
  if (sealed.length < hpkeOverhead) throw new CryptoError('HPKE_FAILED', 'sealed bytes are too short');
  const encapsulated = sealed.subarray(0, KEY_BYTES);
  const { key, nonce } = schedule(keyPair.agree(encapsulated), encapsulated, keyPair.publicKey, info);
  try {
    return chacha20poly1305(key, nonce, aad).decrypt(sealed.subarray(KEY_BYTES));
  } catch {
    throw new CryptoError('HPKE_FAILED', 'sealed bytes do not open under this key, info and associated data');
  } finally {
    key.fill(0);
  }
}

/** ExtractAndExpand (§4.1) and KeySchedule (§5.1) for base mode; wipes the Diffie-Hellman result. */
function schedule(
  dh: Bytes,
  encapsulated: Uint8Array,
  recipient: Uint8Array,
  info: Uint8Array,
): { readonly key: Bytes; readonly nonce: Bytes } {
  const eaePrk = labeledExtract(kemSuite, empty, 'eae_prk', dh);
  const kemContext = concatBytes(encapsulated, recipient);
  const shared = labeledExpand(kemSuite, eaePrk, 'shared_secret', kemContext, KEY_BYTES);
  const context = concatBytes(BASE_MODE, pskIdHash, labeledExtract(hpkeSuite, empty, 'info_hash', info));
  const secret = labeledExtract(hpkeSuite, shared, 'secret', empty);
  const key = labeledExpand(hpkeSuite, secret, 'key', context, KEY_BYTES);
  const nonce = labeledExpand(hpkeSuite, secret, 'base_nonce', context, NONCE_BYTES);
  for (const used of [dh, eaePrk, shared, secret]) used.fill(0);
  return { key, nonce };
}

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Bytes {
  return extract(nobleSha256, concatBytes(version, suite, utf8(label), ikm), salt);
}

function labeledExpand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number): Bytes {
  return expand(nobleSha256, prk, concatBytes(Uint8Array.of(0, length), version, suite, utf8(label), info), length);
}
