import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import sodiumNative from 'sodium-native';

/*
 * What a guardian asks of cryptographic libraries when it checks an enrolment, called directly. The group arithmetic is
 * libsodium's in both sets: no other library of the table of peers does it faster.
 */

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const ENC_BYTES = 32;
const TAG_BYTES = 16;
/** More keys than a measurement sees: importing one costs as much as a verification. */
const MOST_IMPORTED = 100_000;

/** Seeds of a guardian's keys. */
export interface SeatKeys {
  readonly signing: Uint8Array;
  readonly sealing: Uint8Array;
}

/** One choice of libraries. */
export interface Libraries {
  readonly sign: (message: Uint8Array) => Uint8Array;
  readonly verify: (publicKey: Buffer, message: Uint8Array, signature: Buffer) => boolean;
  readonly openSealed: (sealed: Buffer, info: Uint8Array) => Promise<Uint8Array>;
  readonly encrypt: (key: Buffer, nonce: Buffer, plaintext: Buffer, aad: Buffer) => Uint8Array;
}

/** The libraries that the node itself uses. */
export async function sameLibraries(keys: SeatKeys): Promise<Libraries> {
  const privateKey = privateKeyOf(keys.signing);
  const imported = new Map<string, KeyObject>();
  return {
    sign: (message) => sign(null, message, privateKey),
    verify: (publicKey, message, signature) => {
      const name = publicKey.toString('latin1');
      const object = imported.get(name) ?? publicKeyOf(publicKey);
      if (imported.size < MOST_IMPORTED) imported.set(name, object);
      return verify(null, message, object, signature);
    },
    openSealed: await hpkeOpener(keys.sealing),
    encrypt: (key, nonce, plaintext, aad) => xchacha20poly1305(key, nonce, aad).encrypt(plaintext),
  };
}

/** The fastest of the table of peers for each check. */
export async function fastestLibraries(keys: SeatKeys): Promise<Libraries> {
  const [publicKey, secretKey] = [Buffer.alloc(32), Buffer.alloc(64)];
  sodiumNative.crypto_sign_seed_keypair(publicKey, secretKey, Buffer.from(keys.signing));
  return {
    sign: (message) => {
      const signature = Buffer.alloc(64);
      sodiumNative.crypto_sign_detached(signature, Buffer.from(message), secretKey);
      return signature;
    },
    verify: (key, message, signature) => sodiumNative.crypto_sign_verify_detached(signature, Buffer.from(message), key),
    openSealed: await hpkeOpener(keys.sealing),
    encrypt: (key, nonce, plaintext, aad) => {
      const out = Buffer.alloc(plaintext.length + TAG_BYTES);
      sodiumNative.crypto_aead_xchacha20poly1305_ietf_encrypt(out, plaintext, aad, null, nonce, key);
      return out;
    },
  };
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

function publicKeyOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
}

async function hpkeOpener(seed: Uint8Array): Promise<Libraries['openSealed']> {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Chacha20Poly1305(),
  });
  const recipientKey = await suite.kem.importKey('raw', new Uint8Array(seed).buffer, false);
  return async (sealed, info) => {
    const params = { recipientKey, enc: copy(sealed.subarray(0, ENC_BYTES)), info: copy(info) };
    return new Uint8Array(await suite.open(params, copy(sealed.subarray(ENC_BYTES))));
  };
}

function copy(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
